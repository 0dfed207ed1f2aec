package dev.ebb.passage;

import dev.ebb.graph.SchemaName;
import dev.ebb.release.Itinerary;
import java.util.List;

/** Hears how far a passage is. Called from the thread that works. */
public interface Watcher {
  /** A leg begins, from 1 on. */
  void leg(Itinerary.Leg leg, int number, int of);

  /** The schemas begin to move on this leg. */
  void schemas();

  /** The schemas are at the leg's release. */
  void schemasDone();

  /** A schema begins to move. */
  void schema(SchemaName schema);

  /** Data begins to be moved at the leg's release. */
  void data(List<Integer> ids);

  /** All data is where it is to be. */
  void dataDone();
}
