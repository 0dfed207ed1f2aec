package dev.ebb.amend;

import dev.ebb.db.Connector;
import dev.ebb.db.LockKey;
import dev.ebb.db.MigrationLock;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.run.Cancellation;
import dev.ebb.run.LockWait;
import dev.ebb.run.RunOptions;
import dev.ebb.run.Watchdog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Does something in a database that is no migration, as politely as one: under the locks of the
 * schemas that live there, queueing only briefly for a table, and again after a pause while one is
 * not to be had. Not thread-safe but for the cancellation.
 */
final class Errand {
  private static final long FIRST_PAUSE = 500;
  private static final long LONGEST_PAUSE = 30_000;

  private final SchemaName schema;
  private final Connector connector;
  private final RunOptions options;
  private final EventSink events;
  private final Cancellation cancellation;
  private @Nullable Watchdog watchdog;

  /**
   * An errand.
   *
   * @param schema whose database it is, for messages
   */
  Errand(
      SchemaName schema,
      Connector connector,
      RunOptions options,
      EventSink events,
      Cancellation cancellation) {
    this.schema = schema;
    this.connector = connector;
    this.options = options;
    this.events = events;
    this.cancellation = cancellation;
  }

  /**
   * Does work while nobody migrates any of the schemas.
   *
   * @param versionTables of all schemas in that database
   * @throws Fault BUSY if a lock does not come free; CANCELLED if somebody asks to stop
   */
  void underLocks(List<String> versionTables, Consumer<Session> work) {
    try (Session session = connector.open()) {
      connector.refuseUnfit(session);
      connector.refuseTransactionPooling(session);
      cancellation.onRequest(() -> cancel(session));
      Deque<MigrationLock> locks = new ArrayDeque<>();
      try {
        for (String table : versionTables.stream().sorted().distinct().toList()) {
          locks.push(
              new LockWait(schema, LockKey.of(table), options, events, cancellation)
                  .acquire(session));
        }
        try (Watchdog started = Watchdog.start(schema, connector, session, events)) {
          watchdog = started;
          work.accept(session);
        }
      } finally {
        watchdog = null;
        locks.forEach(MigrationLock::close);
        cancellation.offRequest();
      }
    } catch (Fault | SqlFailure e) {
      throw e;
    } catch (RuntimeException e) {
      // who waits for the lock ends so when somebody asks to stop
      throw cancellation.requested() ? cancelled(e) : e;
    }
  }

  /**
   * Sends one statement, with signs of life while it runs, and who is waited for.
   *
   * @param step what it is told as
   * @throws Fault CANCELLED if somebody has asked to stop
   */
  void execute(Session session, Step step, String sql) {
    if (cancellation.requested()) {
      throw cancelled(new IllegalStateException("asked to stop"));
    }
    Watchdog watching = watchdog;
    if (watching != null) {
      watching.watch(step, sql.lines().findFirst().orElse(""));
    }
    try {
      session.execute(sql);
    } finally {
      if (watching != null) {
        watching.rest();
      }
      session.takeNotices();
    }
  }

  private static void cancel(Session session) {
    try {
      session.cancel();
    } catch (SqlFailure _) {
      // it cannot be reached: then the connection breaks, too
    }
  }

  /**
   * Runs work in one transaction and commits; tries it again while locks on tables are not to be
   * had.
   *
   * @param work throws to have everything rolled back
   * @throws SqlFailure if the server refuses; everything is rolled back then, unless the connection
   *     is lost
   * @throws Fault BLOCKED if the locks are not to be had in all attempts
   */
  void inOneTransaction(Session session, Consumer<Session> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        session.execute("BEGIN; SET LOCAL lock_timeout = '" + timeout(session) + "ms'");
        work.accept(session);
        session.execute("COMMIT");
        return;
      } catch (SqlFailure failure) {
        rollBack(session);
        if (cancellation.requested()) {
          throw cancelled(failure);
        }
        boolean passing =
            failure.isLockTimeout() || failure.isDeadlock() || failure.isSerialization();
        if (!passing) {
          throw failure;
        }
        pauseOrGiveUp(failure, attempt, pause(attempt));
      } catch (RuntimeException e) {
        rollBack(session);
        throw e;
      }
    }
  }

  // Twice as long each time, and never quite the same for two processes.
  private static Duration pause(int attempt) {
    long longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(attempt - 1, 16));
    return Duration.ofMillis(longest / 2 + RandomGenerator.getDefault().nextLong(longest / 2 + 1));
  }

  private void pauseOrGiveUp(SqlFailure failure, int attempt, Duration pause) {
    if (attempt >= options.attempts()) {
      throw Fault.of(
          FaultCode.BLOCKED,
          "schema \"%s\": %s, after %d attempts"
              .formatted(schema, failure.serverMessage(), attempt),
          "see who blocks with 'ebb locks --db="
              + schema
              + "', and run the same command again when that session is gone; nothing was changed",
          failure);
    }
    events.accept(
        new Event.Remark(
            schema,
            "%s; let go, and trying again in %d ms (attempt %d of %d)"
                .formatted(
                    failure.serverMessage(), pause.toMillis(), attempt + 1, options.attempts())));
    cancellation.sleep(pause);
    if (cancellation.requested()) {
      throw cancelled(failure);
    }
  }

  // Never shorter than the server needs to cancel an autovacuum that is in the way.
  private long timeout(Session session) {
    return Math.max(
        options.lockTimeout().toMillis(), session.facts().deadlockTimeout().toMillis() + 500);
  }

  private static void rollBack(Session session) {
    if (!session.isClosed() && session.inTransaction()) {
      session.execute("ROLLBACK");
    }
  }

  private static Fault cancelled(RuntimeException cause) {
    return Fault.of(
        FaultCode.CANCELLED,
        "stopped as asked; what was begun was rolled back",
        "run the same command again to go on",
        cause);
  }
}
