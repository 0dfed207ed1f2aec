package dev.ebb.passage;

import dev.ebb.graph.SchemaName;
import dev.ebb.rehearse.Estimate;
import dev.ebb.rehearse.Rehearsal;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a passage would do to those who use the databases meanwhile. Immutable.
 *
 * @param prospect the way, and all that speaks against it
 * @param schemas what the steps of each schema do, those of all legs one after the other; one that
 *     has nothing to run is not there
 * @param data by number, how much of each out-of-band migration on the way is left to move
 */
public record PassageRehearsal(
    Prospect prospect, SequencedMap<SchemaName, Rehearsal> schemas, Map<Integer, DataMoved> data) {
  public PassageRehearsal {
    data = Map.copyOf(data);
  }

  /**
   * What moving data takes.
   *
   * @param table what it goes through; empty if it finds its rows itself
   * @param rows how many are left, about; -1 if nobody can tell
   * @param time how long that takes; nothing if the rows are not known
   */
  public record DataMoved(String table, long rows, Estimate time) {}

  /** Whether every step ran where it was tried. */
  public boolean succeeded() {
    return schemas.values().stream().allMatch(Rehearsal::succeeded);
  }

  /** How long all steps take together, one after the other; waiting comes on top. */
  public Estimate schemaTime() {
    return schemas.values().stream()
        .flatMap(rehearsal -> rehearsal.steps().stream())
        .map(Rehearsal.RehearsedStep::time)
        .reduce(Estimate.NONE, Estimate::plus);
  }

  /** How long all data takes, as far as that is known. */
  public Estimate dataTime() {
    return data.values().stream().map(DataMoved::time).reduce(Estimate.NONE, Estimate::plus);
  }
}
