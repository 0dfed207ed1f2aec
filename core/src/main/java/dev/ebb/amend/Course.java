package dev.ebb.amend;

import dev.ebb.catalog.ObjectName;
import dev.ebb.fix.FixScript;
import dev.ebb.fix.FixStatement;
import dev.ebb.sql.Effect;
import dev.ebb.sql.Script;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * In which order a script runs: what one transaction can hold, and what has to run afterwards, or
 * had better: to build an index on a large table in a transaction would keep writers away from it.
 *
 * @param together in one transaction
 * @param afterwards each on its own, and what it is for
 */
public record Course(List<FixStatement> together, List<FixStatement> afterwards) {
  public Course {
    together = List.copyOf(together);
    afterwards = List.copyOf(afterwards);
  }

  /**
   * Splits a script.
   *
   * @param isLarge whether a table or an index, by its path, has so many rows that to build an
   *     index takes long
   */
  static Course of(FixScript script, Predicate<String> isLarge) {
    List<FixStatement> together = new ArrayList<>();
    List<FixStatement> afterwards = new ArrayList<>();
    for (FixStatement statement : script.statements()) {
      if (!statement.transactional()) {
        afterwards.add(statement);
      } else if (isSlow(statement, script, isLarge)) {
        String concurrently = statement.sql().replaceFirst(" INDEX ", " INDEX CONCURRENTLY ");
        afterwards.add(new FixStatement(concurrently, statement.object(), statement.losses()));
      } else {
        together.add(statement);
      }
    }
    return new Course(together, afterwards);
  }

  private static boolean isSlow(
      FixStatement statement, FixScript script, Predicate<String> isLarge) {
    Statement parsed = Script.parse(statement.sql()).statements().getFirst();
    return switch (parsed.effect()) {
      case Effect.CreatesIndex build ->
          !build.concurrently()
              && !statement.sql().contains(" ON ONLY ")
              && isLarge.test(build.table().toSql())
              && isMentionedOnce(statement, script);
      case Effect.Reindexes _ ->
          statement.sql().startsWith("REINDEX INDEX ")
              && isLarge.test(statement.object().path())
              && isMentionedOnce(statement, script);
      case Effect.AddsColumn _,
          Effect.AddsEnumValue _,
          Effect.AltersExtension _,
          Effect.Calls _,
          Effect.Creates _,
          Effect.DetachesPartition _,
          Effect.Drops _,
          Effect.DropsColumn _,
          Effect.DropsIndex _,
          Effect.Other _ ->
          false;
    };
  }

  // A comment on it, or a table that is known by it, could not come before it.
  private static boolean isMentionedOnce(FixStatement build, FixScript script) {
    List<FixStatement> all = script.statements();
    String name = build.object().simpleName();
    return all.subList(all.indexOf(build) + 1, all.size()).stream()
        .noneMatch(other -> other.sql().contains(name));
  }

  /** What is not there yet when the transaction ends. */
  List<ObjectName> late() {
    return afterwards.stream().map(FixStatement::object).toList();
  }

  /** All of it, in order. */
  public Stream<FixStatement> all() {
    return Stream.concat(together.stream(), afterwards.stream());
  }
}
