package dev.ebb.loss;

import dev.ebb.loss.Asking.Answer;
import dev.ebb.loss.Feasibility.Demand;
import dev.ebb.loss.Findings.Doubts;
import dev.ebb.sql.Cursor;
import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Knows what domains give to new columns, and asks the columns that have one whether they meet what
 * {@code ALTER DOMAIN} demands. Follows the statements of a plan; confined to one thread.
 */
final class Domains {
  // A column of a partition or child has its type from its parent, whose rows are also its own.
  private static final String COLUMNS =
      """
      WITH RECURSIVE d(oid) AS (
        SELECT :oid::pg_catalog.oid
        UNION
        SELECT t.oid FROM d JOIN pg_catalog.pg_type t ON t.typbasetype = d.oid AND t.typtype = 'd')
      SELECT a.attrelid::bigint AS oid, a.attname::text AS name
        FROM d JOIN pg_catalog.pg_attribute a ON a.atttypid = d.oid
        JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
       WHERE c.relkind IN ('r', 'p', 'm') AND a.attinhcount = 0 AND NOT a.attisdropped
       ORDER BY 1, 2
      """;

  private final World world;
  private final Asking asking;
  private final Feasibility feasibility;
  private final Doubts doubts;
  private final Map<Thing, Nature> natures = new HashMap<>();

  Domains(World world, Asking asking, Feasibility feasibility, Doubts doubts) {
    this.world = world;
    this.asking = asking;
    this.feasibility = feasibility;
    this.doubts = doubts;
  }

  /**
   * What a domain means for a column that nothing is said about.
   *
   * @param filled whether it has a default
   * @param required whether null is none of its values
   */
  private record Nature(boolean filled, boolean required) {}

  /** A column of a domain. */
  private record Place(long oid, String column) {}

  /** Whether a statement asks something of rows that have a domain's values. */
  static boolean concerns(String text) {
    Cursor cursor = Cursor.over(text);
    return cursor.accept("alter", "domain")
        && cursor.name() != null
        && (cursor.accept("add") || cursor.accept("validate") || cursor.accept("set", "not"));
  }

  /** Whether a new column would have no value in rows that are there, though it must. */
  boolean leavesEmpty(Action.AddColumn column) {
    SqlName type = column.type();
    Thing domain = type == null ? null : world.type(type);
    Nature nature = domain == null ? new Nature(false, false) : nature(domain);
    boolean filled =
        switch (column.filling()) {
          case VALUE -> true;
          case NULL -> false;
          case UNSAID -> nature.filled();
        };
    return !filled && (column.required() || nature.required());
  }

  private Nature nature(Thing type) {
    return natures.computeIfAbsent(type, this::ask);
  }

  // The server knows about checks and about domains over domains.
  private Nature ask(Thing type) {
    if (type.isFresh() || !type.isDomain()) {
      return new Nature(false, false);
    }
    Boolean filled =
        asking
            .one(
                "SELECT typdefault IS NOT NULL AS filled FROM pg_catalog.pg_type WHERE oid = "
                    + type.oid(),
                row -> row.bool("filled"))
            .value();
    Answer<Boolean> nothing =
        asking.one(
            "SELECT NULL::" + type.live().toSql() + " IS NULL AS empty", row -> row.bool("empty"));
    return new Nature(filled != null && filled, nothing.isBadData());
  }

  /** A statement makes a domain. */
  void create(Thing domain, String text) {
    Cursor cursor = Cursor.over(text);
    boolean filled = cursor.skipPast("default") && !cursor.sees("null");
    cursor = Cursor.over(text);
    boolean required = false;
    while (!required && cursor.skipPast("not")) {
      required = cursor.sees("null");
    }
    natures.put(domain, new Nature(filled, required));
  }

  /** Goes along with a statement, if it alters a domain. */
  void follow(Findings findings, String text) {
    Cursor cursor = Cursor.over(text);
    SqlName name = cursor.accept("alter", "domain") ? cursor.name() : null;
    Thing domain = name == null ? null : world.type(name);
    if (domain == null) {
      return;
    }
    Nature now = nature(domain);
    if (cursor.accept("set", "default")) {
      natures.put(domain, new Nature(!cursor.sees("null"), now.required()));
    } else if (cursor.accept("drop", "default")) {
      natures.put(domain, new Nature(false, now.required()));
    } else if (cursor.accept("drop", "not")) {
      natures.put(domain, new Nature(now.filled(), false));
    } else if (cursor.accept("set", "not")) {
      natures.put(domain, new Nature(now.filled(), true));
      places(domain).forEach(place -> required(findings, place));
    } else if (cursor.accept("validate", "constraint")) {
      String constraint = cursor.identifier();
      String definition = constraint == null ? null : definition(domain, constraint);
      if (definition != null) {
        check(findings, domain, definition);
      }
    } else if (cursor.accept("add")) {
      check(findings, domain, text.substring(cursor.offset()));
    }
  }

  private @Nullable String definition(Thing domain, String constraint) {
    return asking
        .one(
            "SELECT pg_catalog.pg_get_constraintdef(oid) AS d FROM pg_catalog.pg_constraint"
                + " WHERE NOT convalidated AND contypid = %d AND conname = %s"
                    .formatted(domain.oid(), Quote.literal(constraint)),
            row -> row.text("d").replaceFirst(" NOT VALID$", ""))
        .value();
  }

  private void required(Findings findings, Place place) {
    Thing table = world.today(place.oid());
    if (table != null) {
      feasibility.notNull(
          findings, table, place.column(), doubts.about(table, List.of(place.column())));
    }
  }

  private void check(Findings findings, Thing domain, String constraint) {
    ActionReader.OnTable read = ActionReader.read("ALTER TABLE x ADD " + constraint.strip());
    if (read == null) {
      return;
    }
    for (Action action : read.actions()) {
      if (action instanceof Action.Check(String condition)) {
        places(domain).forEach(place -> check(findings, domain, place, condition));
      }
    }
  }

  private void check(Findings findings, Thing domain, Place place, String condition) {
    Thing table = world.today(place.oid());
    if (table == null) {
      return;
    }
    String column = Quote.identifier(place.column());
    feasibility.check(
        findings,
        new Demand(
            table,
            "(SELECT NOT (%s\n) FROM (SELECT t.%s AS value) v)".formatted(condition, column),
            "%s.%s must meet %s of domain %s"
                .formatted(table.live(), column, Feasibility.oneLine(condition), domain.live()),
            "do not",
            doubts.about(table, List.of(place.column()))));
  }

  private List<Place> places(Thing domain) {
    return domain.isFresh()
        ? List.of()
        : asking
            .session()
            .query(
                COLUMNS.replace(":oid", Long.toString(domain.oid())),
                row -> new Place(row.int64("oid"), row.text("name")))
            .stream()
            .filter(this::isThere)
            .toList();
  }

  private boolean isThere(Place place) {
    Thing table = world.today(place.oid());
    return table != null && !world.isGone(place.oid()) && !table.isChanged(place.column());
  }
}
