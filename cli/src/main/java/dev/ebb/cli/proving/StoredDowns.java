package dev.ebb.cli.proving;

import dev.ebb.Ebb;
import dev.ebb.Workspace;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Entry;
import dev.ebb.graph.Graph;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Recorded;
import dev.ebb.source.SchemaConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a database has stored the ways back that the project has: what is proven here is the
 * project's, and a build that lacks a migration runs the stored one.
 */
final class StoredDowns {
  private StoredDowns() {}

  /**
   * The applied migrations whose stored way back is another. Looked into only for a schema that the
   * call names and whose database is known; only read.
   */
  static List<MigrationId> differing(Invocation call, Workspace workspace, SchemaConfig schema) {
    List<MigrationId> differing = new ArrayList<>();
    if (call.arguments().values(SchemaChoice.SEVERAL).isEmpty() || !call.knowsWhereIs(schema)) {
      return differing;
    }
    try {
      Ebb ebb = new Ebb(workspace, call.connections(), RunFlags.options(call), EventSink.NONE);
      LedgerState state = ebb.status(schema.name()).state();
      Graph graph = workspace.definitions(schema.name()).graph();
      for (MigrationId id : state.present()) {
        Entry entry = state.entries().get(id);
        Recorded recorded = entry == null ? null : entry.recorded();
        if (recorded != null
            && graph
                .find(id)
                .filter(m -> !m.down().script().checksum().value().equals(recorded.downChecksum()))
                .isPresent()) {
          differing.add(id);
        }
      }
    } catch (Fault fault) {
      call.problems()
          .notice(
              Problem.of(
                  FaultCode.CONNECTION,
                  "the downs stored in the database of "
                      + schema.name()
                      + " were not compared: "
                      + fault.getMessage(),
                  "see that it can be reached, or leave --db out"));
    }
    return differing;
  }
}
