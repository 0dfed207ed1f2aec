package dev.ebb;

import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Plan;
import dev.ebb.graph.Step;
import dev.ebb.ledger.LedgerHome;
import dev.ebb.source.SchemaConfig;
import java.util.Map;

/**
 * A plan for a person to agree to.
 *
 * @param schema where it is to run
 * @param home where its ledger is
 * @param plan what is to run
 * @param preferred which of two different ways back counts
 * @param state what the ledger said when it was made
 * @param stored the ways back from the database that the plan looked at
 * @param blank whether it is known that the database holds no table of anybody's, so that nothing
 *     can be lost in it
 */
public record Proposal(
    SchemaConfig schema,
    LedgerHome home,
    Plan plan,
    Step.Origin preferred,
    LedgerState state,
    Map<MigrationId, Migration> stored,
    boolean blank) {
  public Proposal {
    stored = Map.copyOf(stored);
  }

  /** Whether a run would do nothing: the target is reached, and nothing is left unsettled. */
  public boolean isReached() {
    return plan.steps().isEmpty() && state.unsettled().isEmpty();
  }
}
