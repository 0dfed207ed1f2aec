package dev.ebb.run;

import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run on one schema ended. A failure half-way is a value: what was done, what failed, why.
 */
public sealed interface Outcome {
  /** The schema. */
  SchemaName schema();

  /** What was committed, in order. */
  List<Done> done();

  /** What a script should make of it. */
  ExitStatus exitStatus();

  /** The schema is where it was to go. */
  record Finished(SchemaName schema, List<Done> done) implements Outcome {
    public Finished {
      done = List.copyOf(done);
    }

    @Override
    public ExitStatus exitStatus() {
      return ExitStatus.DONE;
    }
  }

  /**
   * The run ended early. Everything in {@code done} is committed; the failed step left nothing
   * behind unless {@code partly}.
   *
   * @param failed the step that failed, if it was one
   * @param problems why; never empty
   * @param partly whether the failed step could not be one transaction and statements of it took
   *     effect; the ledger knows which, and the next run goes on from there
   */
  record Stopped(
      SchemaName schema,
      List<Done> done,
      @Nullable Step failed,
      List<Problem> problems,
      boolean partly)
      implements Outcome {
    public Stopped {
      done = List.copyOf(done);
      problems = List.copyOf(problems);
    }

    @Override
    public ExitStatus exitStatus() {
      FaultCode code = problems.getFirst().code();
      if (code == FaultCode.DIRTY) {
        return ExitStatus.ATTENTION;
      }
      return done.isEmpty() && !partly ? code.exitStatus() : ExitStatus.HALFWAY;
    }
  }
}
