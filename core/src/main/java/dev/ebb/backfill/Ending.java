package dev.ebb.backfill;

import dev.ebb.fault.Problem;
import dev.ebb.outofband.Declaration;
import java.util.List;

/** How running out-of-band migrations ended. A failure half-way is a value. */
public sealed interface Ending {
  /** Those that are at their end, in the order in which they got there. */
  List<Declaration> completed();

  /** All that were asked for are at their end. */
  record Completed(List<Declaration> completed) implements Ending {
    public Completed {
      completed = List.copyOf(completed);
    }
  }

  /**
   * One of them stopped; those after it were not begun. What is done is committed: the next run
   * goes on where this one stopped.
   *
   * @param at the one that stopped
   * @param problem why, what state it is in, and what to do
   * @param changed whether this run changed any rows at all
   */
  record Stopped(List<Declaration> completed, Declaration at, Problem problem, boolean changed)
      implements Ending {
    public Stopped {
      completed = List.copyOf(completed);
    }
  }
}
