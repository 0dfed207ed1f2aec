package dev.ebb.passage;

import dev.ebb.graph.Direction;
import dev.ebb.outofband.Declaration;
import java.util.List;

/** Moves the data of out-of-band migrations at a stop of a passage. */
public interface DataWork {

  /** Those that the releases declare. */
  List<Declaration> declarations();

  /**
   * Runs these to their end, and returns when all are there.
   *
   * @param direction up to complete them, down to take them back
   * @throws dev.ebb.fault.Fault if one of them cannot get there; what is done stays done
   */
  void run(Direction direction, List<Declaration> declarations);
}
