package dev.ebb.run;

import dev.ebb.fault.Problem;
import dev.ebb.graph.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries a failed step out of the depth of a run, to become an {@link Outcome.Stopped}. */
final class StepFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Step step;
  private final transient List<Problem> problems;
  private final boolean partly;

  StepFailure(
      @Nullable Step step, List<Problem> problems, boolean partly, @Nullable Throwable cause) {
    super(problems.getFirst().what(), cause);
    this.step = step;
    this.problems = List.copyOf(problems);
    this.partly = partly;
  }

  @Nullable Step step() {
    return step;
  }

  List<Problem> problems() {
    return problems;
  }

  boolean partly() {
    return partly;
  }
}
