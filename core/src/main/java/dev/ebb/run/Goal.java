package dev.ebb.run;

import dev.ebb.db.Session;
import dev.ebb.graph.Direction;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Plan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run is to achieve: plans anew once the lock is held, because the ledger may have moved
 * since a person saw the plan.
 */
public interface Goal {
  /** Who stands beside its steps; default: nobody. */
  default StepGuard guard() {
    return StepGuard.NONE;
  }

  /** Whether the run goes up or down. */
  Direction heading();

  /** The plan for the state that the ledger is in now. */
  Plan plan(Session session, LedgerState state);

  /** The definition of a migration, from the project or from its stored way back. */
  @Nullable Migration definition(Session session, MigrationId id);

  /**
   * What counts as applied in a database that only has a version table: that version and all that
   * it needs.
   */
  List<MigrationId> impliedBy(LedgerState.LegacyVersion legacy);

  /**
   * What is in effect though the ledger has no row of it: what was squashed into a migration that
   * is applied. Default: nothing.
   */
  default List<MigrationId> inEffect(LedgerState state) {
    return List.of();
  }
}
