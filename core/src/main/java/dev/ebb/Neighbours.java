package dev.ebb;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Direction;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.source.Definitions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks that recording a migration by hand leaves a ledger that a run could have written. */
final class Neighbours {
  private Neighbours() {}

  static void check(
      Definitions definitions, LedgerState state, MigrationId id, Direction direction) {
    Migration migration =
        definitions
            .graph()
            .find(id)
            .orElseThrow(() ->
                Fault.of(
                    FaultCode.UNKNOWN_NAME,
                    "unknown migration "
                        + id
                        + " in schema \""
                        + definitions.schema().name()
                        + "\"",
                    "'ebb status --db=" + definitions.schema().name() + " -v' lists them all"));
    Set<MigrationId> applied = state.applied();
    boolean up = direction == Direction.UP;
    if (applied.contains(id) == up) {
      throw refused(id, up ? "it is recorded as applied already" : "it is not recorded as applied");
    }
    List<MigrationId> inTheWay =
        up
            ? migration.parents().stream().filter(p -> !applied.contains(p)).toList()
            : definitions.graph().children(id).stream().filter(applied::contains).toList();
    if (!inTheWay.isEmpty()) {
      String list = inTheWay.stream().map(MigrationId::toString).collect(Collectors.joining(", "));
      boolean one = inTheWay.size() == 1;
      throw refused(
          id,
          up
              ? "it needs " + list + (one ? ", which is" : ", which are") + " not applied"
              : list + (one ? " needs it and is" : " need it and are") + " still applied");
    }
  }

  private static Fault refused(MigrationId id, String why) {
    return Fault.of(
        FaultCode.REFUSED,
        "migration " + id + " was not recorded: " + why,
        "nothing was changed; 'ebb status' shows what the ledger says");
  }
}
