package dev.ebb.rehearse;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.shadow.LockMode;
import dev.ebb.shadow.Observation;
import dev.ebb.shadow.Observation.LockSeen;
import dev.ebb.shadow.Observation.StatementSeen;
import dev.ebb.shadow.Relation;
import dev.ebb.sql.Effect;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known of statements that run in transactions of their own, where nobody can look on: all
 * that says CONCURRENTLY holds SHARE UPDATE EXCLUSIVE on its table.
 */
final class Concurrently {
  private Concurrently() {}

  static boolean is(Statement statement) {
    return switch (statement.effect()) {
      case Effect.CreatesIndex create -> create.concurrently();
      case Effect.DropsIndex drop -> drop.concurrently();
      case Effect.Reindexes reindex -> reindex.concurrently();
      case Effect.DetachesPartition detach -> detach.concurrently();
      case Effect.AddsEnumValue _,
          Effect.Creates _,
          Effect.Drops _,
          Effect.AltersExtension _,
          Effect.AddsColumn _,
          Effect.DropsColumn _,
          Effect.Calls _,
          Effect.Other _ ->
          false;
    };
  }

  static List<LockSeen> locks(Observation seen, RealNames names) {
    List<LockSeen> locks = new ArrayList<>();
    for (StatementSeen statement : seen.statements()) {
      if (is(statement.statement())) {
        Catalog after = statement.after() == null ? seen.after() : statement.after();
        table(statement.statement().effect(), seen.before(), after)
            .filter(names::wasReal)
            .ifPresent(table ->
                locks.add(
                    new LockSeen(
                        new Relation(Kind.TABLE, table),
                        LockMode.SHARE_UPDATE_EXCLUSIVE,
                        statement.statement().number())));
      }
    }
    return locks;
  }

  private static Optional<String> table(Effect effect, Catalog before, Catalog after) {
    return switch (effect) {
      case Effect.CreatesIndex create -> find(Kind.TABLE, create.table(), before, after);
      case Effect.DropsIndex drop ->
          find(Kind.INDEX, drop.indexes().getFirst(), before, after)
              .flatMap(index -> before.object(Kind.INDEX, index))
              .map(index -> index.facts().text(Fact.TABLE));
      case Effect.DetachesPartition detach -> find(Kind.TABLE, detach.parent(), before, after);
      case Effect.Reindexes _,
          Effect.AddsEnumValue _,
          Effect.Creates _,
          Effect.Drops _,
          Effect.AltersExtension _,
          Effect.AddsColumn _,
          Effect.DropsColumn _,
          Effect.Calls _,
          Effect.Other _ ->
          Optional.empty();
    };
  }

  private static Optional<String> find(Kind kind, SqlName name, Catalog before, Catalog after) {
    return Stream.of(before, after)
        .flatMap(catalog -> catalog.objects().stream())
        .filter(object -> object.kind() == kind)
        .map(CatalogObject::path)
        .filter(path -> {
          SqlName there = SqlName.parse(path);
          return there.name().equals(name.name())
              && (name.namespace() == null || name.namespace().equals(there.namespace()));
        })
        .findFirst();
  }
}
