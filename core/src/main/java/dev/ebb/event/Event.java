package dev.ebb.event;

import dev.ebb.graph.Direction;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Plan;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that happened to one schema, as a fact without judgement or wording. */
public sealed interface Event {
  /** The schema it happened to. */
  SchemaName schema();

  /** Another Ebb (or the tool that Ebb descends from) holds the lock; repeated while waiting. */
  record LockBusy(SchemaName schema, List<BlockingSession> holders, Duration waited)
      implements Event {}

  /** A database that another tool kept was taken over: these count as applied. */
  record TakenOver(SchemaName schema, MigrationId version, List<MigrationId> applied)
      implements Event {}

  /** The lock is held and this is what will run. */
  record RunStarted(SchemaName schema, Plan plan) implements Event {}

  /**
   * A run is over.
   *
   * @param done how many steps it committed
   * @param problems why it ended before its end; empty if it did not
   */
  record RunEnded(SchemaName schema, int done, List<String> problems) implements Event {
    public RunEnded {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Nobody else is in the database, so that steps may share transactions.
   *
   * @param steps how many there are
   * @param whole whether the database is new, and one transaction may hold them all; else one is
   *     ended after a moment
   */
  record SharedTransaction(SchemaName schema, int steps, boolean whole) implements Event {}

  /** A step failed in the transaction that it shared, and was rolled back: it gets its own now. */
  record SharedTransactionGivenUp(SchemaName schema, Step step, String reason) implements Event {}

  /** A step begins. */
  record StepStarted(SchemaName schema, Step step, int number, int of) implements Event {}

  /** A step is done and committed, or is part of a shared transaction that goes on. */
  record StepFinished(SchemaName schema, Step step, int number, int of, Duration elapsed)
      implements Event {}

  /**
   * A sign of life while a statement runs, every few seconds.
   *
   * @param waitingFor whom it waits for, directly or through others
   * @param behind how many sessions wait for it in turn
   */
  record StillRunning(
      SchemaName schema,
      Step step,
      String statement,
      Duration elapsed,
      List<BlockingSession> waitingFor,
      @Nullable IndexBuild build,
      int behind)
      implements Event {}

  /** How far the server is with building an index. */
  record IndexBuild(String phase, long done, long total) {}

  /** A step was rolled back and will be tried again. */
  record Retrying(SchemaName schema, Step step, String reason, int attempt, int of, Duration pause)
      implements Event {}

  /** A procedure commits by itself, so this step runs statement by statement. */
  record OutsideTransaction(SchemaName schema, Step step, String statement) implements Event {}

  /** An interrupted run was found; this many of its statements had taken effect. */
  record Resuming(
      SchemaName schema, MigrationId id, Direction direction, int statementsDone, int of)
      implements Event {}

  /** An interrupted run was found to have left nothing behind, and was struck from the ledger. */
  record NothingLeftBehind(SchemaName schema, MigrationId id, Direction direction)
      implements Event {}

  /** An invalid index, left by a build that did not finish, was dropped. */
  record InvalidIndexDropped(SchemaName schema, String index) implements Event {}

  /** The connection broke; the ledger will tell what was committed. */
  record ConnectionLost(SchemaName schema, String reason, Duration pause) implements Event {}

  /** After a lost connection the ledger says that this step had been committed. */
  record CommitConfirmed(SchemaName schema, Step step) implements Event {}

  /** A privileged migration was recorded, not run: somebody else runs its SQL. */
  record RecordedOnly(SchemaName schema, Step step) implements Event {}

  /**
   * Before a statement destroyed it, this was stored in the database, in the step's transaction.
   *
   * @param object as a person would say it: {@code column public.users.email}
   * @param rows how many rows or values; -1 if the whole was moved and nobody counted
   */
  record Kept(SchemaName schema, Step step, String object, long rows) implements Event {}

  /** This could not be stored, and the policy lets it go. */
  record NotKept(SchemaName schema, Step step, String object, String reason) implements Event {}

  /**
   * What a step in the other direction had destroyed is back, in the step's transaction.
   *
   * @param rows how many rows or values came back
   * @param left how many did not, and stay stored: what they belong to is gone or was changed
   * @param reason why some did not; null if all did
   */
  record GivenBack(
      SchemaName schema, Step step, String object, long rows, long left, @Nullable String reason)
      implements Event {}

  /** The server said something while a statement ran. */
  record ServerNotice(SchemaName schema, Step step, String text) implements Event {}

  /** Somebody asked Ebb to stop; the running statement is being cancelled. */
  record Cancelling(SchemaName schema) implements Event {}

  /** Something that the operator should know and that stops nothing. */
  record Remark(SchemaName schema, String text) implements Event {}
}
