package dev.ebb.run;

import dev.ebb.db.Connector;
import dev.ebb.db.LockKey;
import dev.ebb.db.MigrationLock;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Plan;
import dev.ebb.graph.Step;
import dev.ebb.graph.Target;
import dev.ebb.ledger.Ledger;
import java.util.List;

/**
 * Runs steps one after the other, up or down as the caller likes, in a database that is of no use
 * to anybody else: for a scratch database in which migrations are tried out. Each step runs exactly
 * as a {@link Runner} would run it, ledger included; but nothing is healed, planned or refused, and
 * a lost connection ends it.
 *
 * <p>Holds two connections until it is closed. Not thread-safe but for the cancellation.
 */
public final class StepRunner implements AutoCloseable {
  private final Ledger ledger;
  private final RunOptions options;
  private final EventSink events;
  private final Cancellation cancellation;
  private final Session session;
  private final MigrationLock lock;
  private final Watchdog watchdog;

  private StepRunner(
      Ledger ledger,
      RunOptions options,
      EventSink events,
      Cancellation cancellation,
      Session session,
      MigrationLock lock,
      Watchdog watchdog) {
    this.ledger = ledger;
    this.options = options;
    this.events = events;
    this.cancellation = cancellation;
    this.session = session;
    this.lock = lock;
    this.watchdog = watchdog;
  }

  /**
   * Connects, takes the lock of the schema, and makes the ledger ready.
   *
   * @throws Fault if the database cannot be reached or is no place to work in
   */
  public static StepRunner open(
      Ledger ledger,
      Connector connector,
      RunOptions options,
      EventSink events,
      Cancellation cancellation) {
    Session session = connector.open();
    try {
      LockKey key = LockKey.of(ledger.home().versionTable());
      MigrationLock lock =
          new LockWait(ledger.home().schema(), key, options, events, cancellation).acquire(session);
      ledger.prepare(lock, List.of());
      cancellation.onRequest(() -> cancel(session));
      Watchdog watchdog = Watchdog.start(ledger.home().schema(), connector, session, events);
      return new StepRunner(ledger, options, events, cancellation, session, lock, watchdog);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** The session that does the work; in no transaction between runs. */
  public Session session() {
    return session;
  }

  /**
   * Runs steps in the given order. Several steps up share a transaction where they can, unless
   * somebody goes along.
   */
  public Outcome run(List<Step> steps, Companion companion) {
    return run(steps, companion, StepGuard.NONE);
  }

  /** The same, with somebody who stands beside the steps. */
  public Outcome run(List<Step> steps, Companion companion, StepGuard guard) {
    ledger.prepare(lock, steps.stream().map(Step::id).toList());
    guard.connected(session, steps);
    Journal journal = new Journal();
    Execution execution =
        new Execution(
            ledger.home().schema(), ledger, options, events, cancellation, journal, companion);
    LedgerState state = ledger.read(session);
    Worksite site = execution.site(lock, watchdog, state, guard);
    Plan plan =
        new Plan(ledger.home().schema(), new Target.Latest(), steps, List.of(), state.newestRow());
    try {
      execution.execute(site, plan, true);
      return new Outcome.Finished(ledger.home().schema(), journal.done());
    } catch (StepFailure failure) {
      return new Outcome.Stopped(
          ledger.home().schema(),
          journal.done(),
          failure.step(),
          failure.problems(),
          failure.partly());
    } catch (Worksite.Cancelled cancelled) {
      return stopped(site, Problem.of(FaultCode.CANCELLED, "stopped as asked", "run it again"));
    } catch (SqlFailure failure) {
      return stopped(site, problem(failure));
    } catch (RuntimeException e) {
      site.rollBack();
      throw e;
    }
  }

  private static Outcome stopped(Worksite site, Problem problem) {
    site.rollBack();
    return new Outcome.Stopped(
        site.schema(), site.journal().done(), null, List.of(problem), site.journal().inDoubt());
  }

  private Problem problem(SqlFailure failure) {
    // Who was asked to stop may be removing the database already.
    if (cancellation.requested() && (failure.isCancelled() || failure.isConnectionLost())) {
      return Problem.of(FaultCode.CANCELLED, "stopped as asked", "run it again");
    }
    return Problem.of(
        failure.faultCode(),
        session + ": " + failure.report(),
        failure.isConnectionLost()
            ? "see in the server's log what became of the connection, then run it again"
            : "mend the cause, then run it again");
  }

  private static void cancel(Session session) {
    try {
      session.cancel();
    } catch (SqlFailure _) {
      // then the connection is broken, or the next try succeeds
    }
  }

  /** Ends the connections. What was run stays. */
  @Override
  public void close() {
    cancellation.offRequest();
    watchdog.close();
    try {
      lock.close();
    } finally {
      session.close();
    }
  }
}
