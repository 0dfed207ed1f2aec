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
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Brings one schema to a goal: takes the lock, settles what was left unfinished, plans anew, and
 * runs. If the connection breaks it connects again and believes the ledger, not its own memory, on
 * what was committed. One runner serves one run; not thread-safe but for the cancellation.
 */
public final class Runner {
  private final SchemaName schema;
  private final Connector connector;
  private final Ledger ledger;
  private final LockKey key;
  private final RunOptions options;
  private final EventSink events;
  private final Cancellation cancellation;
  private final Companion companion;
  private final Journal journal = new Journal();
  private final Outage outage;
  private final AtomicBoolean said = new AtomicBoolean();
  private int pid;
  private Outage.@Nullable LostSession lost;

  /** A runner for one schema. */
  public Runner(
      Ledger ledger,
      Connector connector,
      RunOptions options,
      EventSink events,
      Cancellation cancellation) {
    this(ledger, connector, options, events, cancellation, Companion.NONE);
  }

  /** A runner for one schema, with somebody who goes along with every step. */
  public Runner(
      Ledger ledger,
      Connector connector,
      RunOptions options,
      EventSink events,
      Cancellation cancellation,
      Companion companion) {
    this.schema = ledger.home().schema();
    this.connector = connector;
    this.ledger = ledger;
    this.key = LockKey.of(ledger.home().versionTable());
    this.options = options;
    this.events = events;
    this.cancellation = cancellation;
    this.companion = companion;
    this.outage = new Outage(options.reconnect());
  }

  /**
   * Runs until the goal is reached or it cannot be.
   *
   * @param shown the plan that a person or a script agreed to: nothing beyond it runs
   */
  public Outcome run(Goal goal, Plan shown) {
    while (true) {
      try {
        return once(goal, shown);
      } catch (SqlFailure failure) {
        if (!failure.isConnectionLost()) {
          return stopped(List.of(cancelled(failure) ? cancelled() : outOfStep(failure)));
        }
        outage.lost(journal.done().size());
        lost = pid == 0 ? lost : new Outage.LostSession(pid, System.nanoTime());
        if (outage.inOnePlace() || cancellation.requested()) {
          return stopped(List.of(lost(failure)));
        }
        pause(failure.serverMessage());
      } catch (Fault fault) {
        if (!mayPass(fault)) {
          return stopped(fault.problems());
        }
        pause(fault.problems().getFirst().what());
      } catch (StepFailure failure) {
        return new Outcome.Stopped(
            schema, journal.done(), failure.step(), failure.problems(), failure.partly());
      } catch (Worksite.Cancelled cancelled) {
        return stopped(List.of(cancelled()));
      }
    }
  }

  // A server that restarts, or a replica that is being promoted, takes its time.
  private boolean mayPass(Fault fault) {
    FaultCode code = fault.problems().getFirst().code();
    return outage.lasts()
        && !outage.tooLong()
        && !cancellation.requested()
        && (code == FaultCode.CONNECTION || code == FaultCode.SERVER);
  }

  private void pause(String reason) {
    Duration pause = outage.nextPause();
    events.accept(new Event.ConnectionLost(schema, reason, pause));
    cancellation.sleep(pause);
  }

  private Outcome once(Goal goal, Plan shown) {
    try (Session session = connector.open()) {
      connector.refuseUnfit(session);
      connector.refuseTransactionPooling(session);
      outage.over();
      pid = session.facts().behindPooler() ? 0 : session.facts().backendPid();
      cancellation.onRequest(() -> cancel(session));
      try (MigrationLock lock =
              new LockWait(schema, key, options, events, cancellation).acquire(session, lost);
          Watchdog watchdog =
              Watchdog.start(schema, connector, session, events, options.blocking())) {
        return new Execution(schema, ledger, options, events, cancellation, journal, companion)
            .run(lock, watchdog, goal, shown);
      } finally {
        cancellation.offRequest();
      }
    }
  }

  // From the thread of the cancellation.
  private void cancel(Session session) {
    if (said.compareAndSet(false, true)) {
      events.accept(new Event.Cancelling(schema));
    }
    try {
      session.cancel();
    } catch (SqlFailure e) {
      // The server cannot be reached: then the connection breaks, too, or the next try succeeds.
    }
  }

  private Outcome stopped(List<Problem> problems) {
    return new Outcome.Stopped(schema, journal.done(), null, problems, journal.inDoubt());
  }

  private Problem outOfStep(SqlFailure failure) {
    return Problem.of(
        failure.isPermission() ? FaultCode.PERMISSION : FaultCode.STATEMENT,
        "schema \"" + schema + "\": " + failure.serverMessage(),
        "mend the cause, then run the same command again; what is done is in the ledger");
  }

  private Problem lost(SqlFailure failure) {
    String doubt =
        journal.inDoubt()
            ? "; whether the last step was committed is not known here, but the ledger knows"
            : "";
    return Problem.of(
        FaultCode.CONNECTION,
        "the connection for schema \"%s\" was lost%s: %s%s"
            .formatted(
                schema,
                outage.inOnePlace() ? " several times in the same place" : "",
                failure.serverMessage(),
                doubt),
        outage.inOnePlace()
            ? "look into the server's log: the statement that runs there may be what brings it down"
            : "run the same command again: it goes on where this one stopped");
  }

  private boolean cancelled(SqlFailure failure) {
    return failure.isCancelled() && cancellation.requested();
  }

  private Problem cancelled() {
    return Problem.of(
        FaultCode.CANCELLED,
        "stopped as asked; the statement that ran was cancelled on the server and rolled back",
        "run the same command again to go on");
  }
}
