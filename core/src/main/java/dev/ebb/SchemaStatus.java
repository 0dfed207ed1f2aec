package dev.ebb;

import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Survey;
import dev.ebb.source.SchemaConfig;

/**
 * Where a schema stands.
 *
 * @param schema the schema
 * @param state what the ledger says
 * @param survey the definitions held against it
 */
public record SchemaStatus(SchemaConfig schema, LedgerState state, Survey survey) {

  /** Whether something is failed, unfinished, or no longer what ran. */
  public boolean needsAttention() {
    return !survey.unsettled().isEmpty()
        || !survey.changed().isEmpty()
        || (state.legacy() != null && state.legacy().dirty());
  }
}
