package dev.ebb.cli.render;

import dev.ebb.Proposal;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Problem;
import dev.ebb.loss.LossReport;
import dev.ebb.run.Outcome;
import dev.ebb.source.SchemaConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one schema in a command that runs migrations. */
public sealed interface RunReport {
  /** The schema. */
  SchemaConfig schema();

  /** What became of it, as the one word that JSON has for it. */
  String word();

  /** What was to run; null if it never came to that. */
  default @Nullable Proposal plan() {
    return null;
  }

  /** What was found out before it ran, or would. */
  default LossReport foreseen() {
    return LossReport.SILENT;
  }

  /** How the run ended; null if there was none. */
  default @Nullable Outcome end() {
    return null;
  }

  /** What went wrong; empty if all is well. */
  default List<Problem> faults() {
    return List.of();
  }

  /** What its schema alone would give as the status of the process. */
  default ExitStatus status() {
    return ExitStatus.DONE;
  }

  /** Whether something in the database is not what it was. */
  default boolean changedSomething() {
    Outcome end = end();
    return end != null && !end.done().isEmpty();
  }

  /** It came to a plan. */
  sealed interface WithPlan extends RunReport {
    /** What was to run. */
    Proposal proposal();

    @Override
    default SchemaConfig schema() {
      return proposal().schema();
    }

    @Override
    default Proposal plan() {
      return proposal();
    }
  }

  /** There was nothing to do. */
  record Reached(Proposal proposal) implements WithPlan {
    @Override
    public String word() {
      return "upToDate";
    }
  }

  /** The plan was shown, and nothing else was to happen. */
  record Planned(Proposal proposal, LossReport foreseen) implements WithPlan {
    @Override
    public String word() {
      return "planned";
    }
  }

  /** It ran, to its end or not. */
  record Ran(Proposal proposal, LossReport foreseen, Outcome outcome) implements WithPlan {
    @Override
    public Outcome end() {
      return outcome;
    }

    @Override
    public List<Problem> faults() {
      return switch (outcome) {
        case Outcome.Finished _ -> List.of();
        case Outcome.Stopped stopped -> stopped.problems();
      };
    }

    @Override
    public ExitStatus status() {
      return outcome.exitStatus();
    }

    @Override
    public String word() {
      return faults().isEmpty() ? "done" : "failed";
    }
  }

  /** It never came to a run. */
  record NotRun(SchemaConfig schema, List<Problem> problems) implements RunReport {
    /** Copies the list. */
    public NotRun {
      problems = List.copyOf(problems);
    }

    @Override
    public List<Problem> faults() {
      return problems;
    }

    @Override
    public ExitStatus status() {
      return problems.getFirst().code().exitStatus();
    }

    @Override
    public String word() {
      return "failed";
    }
  }

  /** The schema is optional, and nothing says where it is. */
  record Skipped(SchemaConfig schema) implements RunReport {
    @Override
    public String word() {
      return "skipped";
    }
  }
}
