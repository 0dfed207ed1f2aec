package dev.ebb.passage;

import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Problem;
import dev.ebb.run.Outcome;
import java.util.List;

/** How a passage ended. */
public sealed interface Arrival {
  /** What ran in each schema, in order. */
  List<Outcome> outcomes();

  /** Everything is where it was to go, and the database says so. */
  record Arrived(List<Outcome> outcomes) implements Arrival {
    public Arrived {
      outcomes = List.copyOf(outcomes);
    }
  }

  /**
   * It ended on the way. What is done is done, and remembered: the same command goes on there.
   *
   * @param leg the number of the leg, from 1 on
   * @param problems why; never empty
   */
  record Halted(List<Outcome> outcomes, int leg, List<Problem> problems) implements Arrival {
    public Halted {
      outcomes = List.copyOf(outcomes);
      problems = List.copyOf(problems);
    }

    /** What a script should make of it. */
    public ExitStatus exitStatus() {
      boolean moved = leg > 1 || outcomes.stream().anyMatch(o -> !o.done().isEmpty());
      ExitStatus own = problems.getFirst().code().exitStatus();
      return moved && own != ExitStatus.ATTENTION ? ExitStatus.HALFWAY : own;
    }
  }
}
