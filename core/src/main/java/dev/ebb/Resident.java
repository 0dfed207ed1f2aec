package dev.ebb;

import dev.ebb.db.Session;
import dev.ebb.graph.Entry;
import dev.ebb.graph.Graph;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Recorded;
import dev.ebb.graph.Standing;
import dev.ebb.graph.Survey;
import dev.ebb.ledger.Ledger;
import dev.ebb.ledger.LedgerHome;
import dev.ebb.source.Definitions;
import dev.ebb.source.SchemaConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A schema of the project that lives in a database, and what that database says of it.
 *
 * @param graph its migrations, as the project defines them now
 */
record Resident(SchemaConfig schema, Graph graph, Ledger ledger, LedgerState state, Survey survey) {

  /** Those that are in a session's database; the one that was asked for is, whatever it says. */
  static List<Resident> in(Session session, Workspace workspace, SchemaConfig asked) {
    List<Resident> residents = new ArrayList<>();
    String namespace = session.facts().currentSchema();
    for (Definitions definitions : workspace.definitions()) {
      SchemaConfig schema = definitions.schema();
      Ledger ledger =
          new Ledger(
              new LedgerHome(
                  schema.name(), schema.versionTable(), namespace == null ? "public" : namespace));
      LedgerState state = ledger.read(session);
      if (schema.equals(asked) || !state.entries().isEmpty() || state.legacy() != null) {
        Graph graph = definitions.graph();
        residents.add(new Resident(schema, graph, ledger, state, Survey.of(graph, state)));
      }
    }
    return residents;
  }

  /** The applied migrations that the project defines, parents first. */
  List<Migration> applied() {
    return survey.applied();
  }

  /**
   * Applied migrations of which nobody knows what they did: the project does not have them, and
   * they are not older than its root, into which older ones may have been squashed.
   */
  List<MigrationId> unknown() {
    List<MigrationId> roots = graph.roots().stream().map(Migration::id).toList();
    return survey.ahead().stream()
        .map(Entry::id)
        .filter(id -> roots.isEmpty() || id.compareTo(roots.getFirst()) > 0)
        .toList();
  }

  /**
   * Migrations that were applied once and have been taken back since, parents first, each with the
   * way back that ran, which need not be the project's.
   */
  List<Migration> takenBack(Session session) {
    List<Migration> takenBack =
        graph.order().stream()
            .filter(m -> {
              Entry entry = state.entries().get(m.id());
              return entry != null && entry.standing() == Standing.UNAPPLIED;
            })
            .toList();
    Map<MigrationId, Migration> stored =
        ledger.storedWays(session, takenBack.stream().map(Migration::id).toList());
    return takenBack.stream()
        .map(m -> ranStored(m, stored.get(m.id())) ? withDown(m, stored.get(m.id())) : m)
        .toList();
  }

  // The row of a way down tells its checksum, unless the script came from the database.
  private boolean ranStored(Migration migration, @Nullable Migration stored) {
    if (stored == null) {
      return false;
    }
    Entry entry = state.entries().get(migration.id());
    Recorded ran = entry == null ? null : entry.recorded();
    String own = migration.down().script().checksum().value();
    String kept = stored.down().script().checksum().value();
    return !kept.equals(own)
        && (ran == null || ran.downChecksum().isEmpty() || ran.downChecksum().equals(kept));
  }

  private static Migration withDown(Migration migration, @Nullable Migration stored) {
    return stored == null
        ? migration
        : new Migration(
            migration.id(),
            migration.name(),
            migration.parents(),
            migration.flags(),
            migration.up(),
            stored.down());
  }
}
