package dev.ebb.rehearse;

import dev.ebb.fault.Problem;
import dev.ebb.graph.Step;
import dev.ebb.loss.LossReport;
import dev.ebb.shadow.LockMode;
import dev.ebb.shadow.Observation.StatementSeen;
import dev.ebb.shadow.Observation.Unseen;
import dev.ebb.shadow.Relation;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run would do, step by step. Immutable.
 *
 * @param database the real one, without a password
 * @param major the server's major version
 * @param basis on what it was tried
 * @param applied how many migrations were there before
 * @param planned how many steps there are to run; more than {@code steps} if one of these failed
 * @param steps those that were tried, in order
 * @param foreseen what all of them would destroy in the real database, and where they would fail on
 *     its rows
 * @param remarks what makes this less certain
 */
public record Rehearsal(
    String database,
    int major,
    Basis basis,
    int applied,
    int planned,
    List<RehearsedStep> steps,
    LossReport foreseen,
    List<String> remarks) {

  public Rehearsal {
    steps = List.copyOf(steps);
    remarks = List.copyOf(remarks);
  }

  /** On what a rehearsal is made. */
  public enum Basis {
    /** A scratch database with the same objects and no rows: times are estimated. */
    SHADOW,
    /** A copy of the database, rows included: times are measured. */
    COPY
  }

  /** Whether every step of the plan ran. */
  public boolean succeeded() {
    return steps.stream().allMatch(step -> step.problems().isEmpty());
  }

  /**
   * One step.
   *
   * @param step the step
   * @param transactional whether it is one transaction, so that locks are held to its end
   * @param statements its statements in order
   * @param locks the tables and views of the real database that it locks, in the order in which it
   *     first locks them
   * @param time how long it takes in all
   * @param unseen what could not be seen
   * @param problems why it failed; empty if it did not
   */
  public record RehearsedStep(
      Step step,
      boolean transactional,
      List<RehearsedStatement> statements,
      List<HeldLock> locks,
      Estimate time,
      List<Unseen> unseen,
      List<Problem> problems) {
    public RehearsedStep {
      statements = List.copyOf(statements);
      locks = List.copyOf(locks);
      unseen = List.copyOf(unseen);
      problems = List.copyOf(problems);
    }
  }

  /**
   * One statement.
   *
   * @param seen what it did
   * @param works what in it takes the longer the larger the tables are
   * @param time how long it takes
   */
  public record RehearsedStatement(StatementSeen seen, List<Work> works, Estimate time) {
    public RehearsedStatement {
      works = List.copyOf(works);
    }
  }

  /**
   * A lock, from when it is taken to when it is let go.
   *
   * @param relation a table, view or materialized view
   * @param mode the strongest that is taken
   * @param statement the number of the statement that takes it so strongly
   * @param seen whether it was seen; otherwise it is known from the kind of the statement
   * @param held for how long
   * @param size how large the table is; null if it is not known
   * @param usage how much it is used; null if that was not measured
   * @param blockedBy those for whom the step would have to wait now
   */
  public record HeldLock(
      Relation relation,
      LockMode mode,
      int statement,
      boolean seen,
      Estimate held,
      @Nullable TableSize size,
      @Nullable Usage usage,
      List<Holder> blockedBy) {
    public HeldLock {
      blockedBy = List.copyOf(blockedBy);
    }

    /** Whether nobody who reads or writes rows has to wait for it. */
    public boolean isHarmless() {
      return !mode.blocksWriters();
    }
  }

  /**
   * How much a table was used while the rehearsal went on.
   *
   * @param span how long that was
   * @param reads how often queries read it
   * @param writes how many rows were written
   */
  public record Usage(Duration span, long reads, long writes) {}
}
