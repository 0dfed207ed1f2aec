package dev.ebb.run;

import dev.ebb.db.Connector;
import dev.ebb.db.LockKey;
import dev.ebb.db.MigrationLock;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Plan;
import dev.ebb.graph.SchemaName;
import dev.ebb.ledger.Ledger;
import java.time.Duration;
import java.util.List;

/**
 * Brings one schema to a goal: takes the lock, settles what was left unfinished, plans anew, and
 * runs. If the connection breaks it connects again and believes the ledger, not its own memory, on
 * what was committed. One runner serves one run; not thread-safe but for the cancellation.
 */
public final class Runner {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  private final SchemaName schema;
  private final Connector connector;
  private final Ledger ledger;
  private final LockKey key;
  private final RunOptions options;
  private final EventSink events;
  private final Cancellation cancellation;
  private final Journal journal = new Journal();

  /** A runner for one schema. */
  public Runner(
      Ledger ledger,
      Connector connector,
      RunOptions options,
      EventSink events,
      Cancellation cancellation) {
    this.schema = ledger.home().schema();
    this.connector = connector;
    this.ledger = ledger;
    this.key = LockKey.of(ledger.home().versionTable());
    this.options = options;
    this.events = events;
    this.cancellation = cancellation;
  }

  /**
   * Runs until the goal is reached or it cannot be.
   *
   * @param shown the plan that a person or a script agreed to: nothing beyond it runs
   */
  public Outcome run(Goal goal, Plan shown) {
    long lostAt = 0;
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return once(goal, shown);
      } catch (SqlFailure failure) {
        if (!failure.isConnectionLost()) {
          return stopped(List.of(outOfStep(failure)));
        }
        long now = System.nanoTime();
        lostAt = lostAt == 0 ? now : lostAt;
        if (now - lostAt > options.reconnect().toNanos() || cancellation.requested()) {
          return stopped(List.of(lost(failure)));
        }
        events.accept(new Event.ConnectionLost(schema, failure.serverMessage(), pause));
        cancellation.sleep(pause);
        pause = pause.multipliedBy(2);
      } catch (Fault fault) {
        return stopped(fault.problems());
      } catch (StepFailure failure) {
        return new Outcome.Stopped(
            schema, journal.done(), failure.step(), failure.problems(), failure.partly());
      } catch (Worksite.Cancelled cancelled) {
        return stopped(List.of(cancelled()));
      }
    }
  }

  private Outcome once(Goal goal, Plan shown) {
    try (Session session = connector.open()) {
      connector.refuseUnfit(session);
      connector.refuseTransactionPooling(session);
      cancellation.onRequest(() -> {
        events.accept(new Event.Cancelling(schema));
        session.cancel();
      });
      try (MigrationLock lock =
              new LockWait(schema, key, options, events, cancellation).acquire(session);
          Watchdog watchdog =
              Watchdog.start(schema, connector, session.facts().backendPid(), events)) {
        return new Execution(schema, ledger, options, events, cancellation, journal)
            .run(lock, watchdog, goal, shown);
      } finally {
        cancellation.onRequest(() -> {});
      }
    }
  }

  private Outcome stopped(List<Problem> problems) {
    return new Outcome.Stopped(schema, journal.done(), null, problems, false);
  }

  private Problem outOfStep(SqlFailure failure) {
    return Problem.of(
        failure.isPermission() ? FaultCode.PERMISSION : FaultCode.STATEMENT,
        "schema \"" + schema + "\": " + failure.serverMessage(),
        "mend the cause, then run the same command again; what is done is in the ledger");
  }

  private Problem lost(SqlFailure failure) {
    return Problem.of(
        FaultCode.CONNECTION,
        "the connection for schema \"%s\" was lost and did not come back within %d s: %s"
            .formatted(schema, options.reconnect().toSeconds(), failure.serverMessage()),
        "run the same command again when the server answers: the ledger knows what was committed");
  }

  private Problem cancelled() {
    return Problem.of(
        FaultCode.CANCELLED,
        "stopped as asked; the statement that ran was cancelled on the server and rolled back",
        "run the same command again to go on");
  }
}
