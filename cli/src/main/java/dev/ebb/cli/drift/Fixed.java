package dev.ebb.cli.drift;

import dev.ebb.DriftReport;
import dev.ebb.amend.Amendment;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of setting a database right.
 *
 * @param amendment what was planned; null if there was nothing to plan, or no plan to be had
 * @param problems why it was not done, or not all of it
 */
record Fixed(
    DriftReport report, @Nullable Amendment amendment, Result result, List<Problem> problems) {

  /** How far it came. */
  enum Result {
    /** There was nothing that a script could do. */
    NOTHING,
    /** Nothing was changed. */
    NOT_DONE,
    /** The transaction is committed, and something that was to follow failed. */
    PARTLY,
    /** All statements have run, and the database is as it should be but for what was refused. */
    DONE;

    String word() {
      return switch (this) {
        case NOTHING -> "nothing";
        case NOT_DONE -> "notDone";
        case PARTLY -> "partly";
        case DONE -> "done";
      };
    }
  }

  Fixed {
    problems = List.copyOf(problems);
  }

  ExitStatus status() {
    return switch (result) {
      case PARTLY -> ExitStatus.HALFWAY;
      case NOT_DONE -> problems.isEmpty() ? attention() : problems.getFirst().code().exitStatus();
      case NOTHING -> attention();
      case DONE -> isLeft() ? ExitStatus.ATTENTION : ExitStatus.DONE;
    };
  }

  private ExitStatus attention() {
    return report.drift().needsAttention() ? ExitStatus.ATTENTION : ExitStatus.DONE;
  }

  /** Whether a person has to do the rest. */
  boolean isLeft() {
    return amendment != null && !amendment.script().refusals().isEmpty();
  }
}
