package dev.ebb.cli.render;

import dev.ebb.Proposal;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Problem;
import dev.ebb.run.Outcome;
import dev.ebb.source.SchemaConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one schema in a command that runs migrations. */
public sealed interface RunReport {
  /** The schema. */
  SchemaConfig schema();

  /** There was nothing to do. */
  record Reached(Proposal proposal) implements RunReport {
    @Override
    public SchemaConfig schema() {
      return proposal.schema();
    }
  }

  /** The plan was shown, and nothing else was to happen. */
  record Planned(Proposal proposal) implements RunReport {
    @Override
    public SchemaConfig schema() {
      return proposal.schema();
    }
  }

  /** It ran, to its end or not. */
  record Ran(Proposal proposal, Outcome outcome) implements RunReport {
    @Override
    public SchemaConfig schema() {
      return proposal.schema();
    }
  }

  /** It never came to a run. */
  record NotRun(SchemaConfig schema, List<Problem> problems) implements RunReport {
    /** Copies the list. */
    public NotRun {
      problems = List.copyOf(problems);
    }
  }

  /** The schema is optional, and nothing says where it is. */
  record Skipped(SchemaConfig schema) implements RunReport {}

  /** What was to run; null if it never came to that. */
  default @Nullable Proposal plan() {
    return switch (this) {
      case Reached(Proposal proposal) -> proposal;
      case Planned(Proposal proposal) -> proposal;
      case Ran(Proposal proposal, _) -> proposal;
      case NotRun _, Skipped _ -> null;
    };
  }

  /** How the run ended; null if there was none. */
  default @Nullable Outcome end() {
    return this instanceof Ran(_, Outcome outcome) ? outcome : null;
  }

  /** What went wrong; empty if all is well. */
  default List<Problem> faults() {
    return switch (this) {
      case NotRun(_, List<Problem> problems) -> problems;
      case Ran(_, Outcome.Stopped stopped) -> stopped.problems();
      case Ran _, Reached _, Planned _, Skipped _ -> List.of();
    };
  }

  /** What its schema alone would give as the status of the process. */
  default ExitStatus status() {
    return switch (this) {
      case NotRun(_, List<Problem> problems) -> problems.getFirst().code().exitStatus();
      case Ran(_, Outcome outcome) -> outcome.exitStatus();
      case Reached _, Planned _, Skipped _ -> ExitStatus.DONE;
    };
  }

  /** Whether something in the database is not what it was. */
  default boolean changedSomething() {
    return this instanceof Ran(_, Outcome outcome) && !outcome.done().isEmpty();
  }

  /** What became of it, as the one word that JSON has for it. */
  default String word() {
    return switch (this) {
      case Reached _ -> "upToDate";
      case Planned _ -> "planned";
      case Ran(_, Outcome.Finished _) -> "done";
      case Ran _, NotRun _ -> "failed";
      case Skipped _ -> "skipped";
    };
  }
}
