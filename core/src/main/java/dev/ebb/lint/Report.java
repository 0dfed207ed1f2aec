package dev.ebb.lint;

import dev.ebb.fault.Place;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Migration;
import dev.ebb.graph.Source;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what is found in one migration. Confined to one thread. */
final class Report {
  private final Migration migration;
  private final RuleSet rules;
  private final Map<Direction, Allows> allows = new EnumMap<>(Direction.class);
  private final List<Finding> findings = new ArrayList<>();

  Report(Migration migration, RuleSet rules) {
    this.migration = migration;
    this.rules = rules;
    for (Direction direction : Direction.values()) {
      allows.put(direction, new Allows(migration.source(direction), direction));
    }
  }

  /** A rule is broken by a statement; null if by the whole script. */
  void add(Rule rule, Direction direction, @Nullable Statement statement, String what) {
    add(rule, Level.ERROR, direction, statement, what);
  }

  /** The same, at most that bad. */
  void add(Rule rule, Level most, Direction direction, @Nullable Statement statement, String what) {
    Level level = rules.level(rule);
    if (level == Level.OFF) {
      return;
    }
    Source source = migration.source(direction);
    Finding finding =
        new Finding(
            rule,
            rules.isChosen(rule) ? level : level.atMost(most),
            direction,
            statement == null ? new Place(source.file(), 1, 0) : source.at(statement.start()),
            statement == null ? 0 : statement.number(),
            what,
            statement == null ? "" : statement.head(),
            null);
    Allows said = allows.get(direction);
    findings.add(said == null ? finding : said.judge(finding));
  }

  /** All that was found: ups first, from top to bottom. */
  Linted linted() {
    List<Finding> all = new ArrayList<>(findings);
    allows.values().forEach(said -> all.addAll(said.flaws(rules)));
    all.sort(
        Comparator.comparing(Finding::direction)
            .thenComparing(Finding::place)
            .thenComparing(Finding::rule));
    return new Linted(migration, all);
  }
}
