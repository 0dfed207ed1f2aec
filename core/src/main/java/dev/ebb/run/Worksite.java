package dev.ebb.run;

import dev.ebb.db.MigrationLock;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.graph.Direction;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.ledger.Ledger;
import dev.ebb.ledger.Run;
import dev.ebb.locks.OnBlock;
import dev.ebb.sql.Statement;
import dev.ebb.sql.StatementKind;
import java.time.Duration;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What every way of executing a step needs: the lock with its one session, the ledger, and who
 * watches and listens. Lives as long as the lock is held.
 */
record Worksite(
    SchemaName schema,
    MigrationLock lock,
    Ledger ledger,
    Book book,
    Watchdog watchdog,
    RunOptions options,
    EventSink events,
    Cancellation cancellation,
    Journal journal,
    Retry.Patience patience,
    Companion companion,
    StepGuard guard) {

  // What a migration may have left set in the session must reach neither the ledger's own
  // statements nor the next migration. DISCARD ALL would do, but it also drops advisory locks.
  private static final String FORGET_SETTINGS = "RESET SESSION AUTHORIZATION;RESET ROLE;RESET ALL;";
  private static final String FORGET_OBJECTS = "DISCARD TEMP;CLOSE ALL;DEALLOCATE ALL;UNLISTEN *;";
  private static final int FIRST_WITH_CONNECTION_CHECK = 140_000;

  Session session() {
    return lock.session();
  }

  /**
   * Opens a transaction that waits politely. The division fails if a pooler has moved us to another
   * backend, where we would not hold the lock.
   */
  String begin() {
    return "BEGIN;"
        + politely()
        + "SELECT 1/(pg_backend_pid()="
        + session().facts().backendPid()
        + ")::int";
  }

  private String politely() {
    String check =
        session().facts().version() >= FIRST_WITH_CONNECTION_CHECK
            ? "SET LOCAL client_connection_check_interval='5s';"
            : "";
    long limit = options.blocking().statementTimeout().toMillis();
    return "SET LOCAL lock_timeout='"
        + lockTimeout().toMillis()
        + "ms';"
        + (limit > 0 ? "SET LOCAL statement_timeout='" + limit + "ms';" : "")
        + check;
  }

  /** Forgets, inside a transaction, what the migration left in the session. */
  String forgetInside() {
    return forget() + politely();
  }

  /** Forgets what the migration left in the session. */
  String forget() {
    return FORGET_SETTINGS + session().settings() + FORGET_OBJECTS;
  }

  /** Never shorter than the server needs to cancel an autovacuum that is in the way. */
  Duration lockTimeout() {
    if (options.blocking().onBlock() == OnBlock.WAIT) {
      return Duration.ZERO;
    }
    Duration least = session().facts().deadlockTimeout().plusMillis(500);
    return options.lockTimeout().compareTo(least) > 0 ? options.lockTimeout() : least;
  }

  /** Sends one statement of a step, under the watchdog's eyes. */
  void execute(Step step, Statement statement) {
    if (cancellation.requested()) {
      throw new Cancelled();
    }
    companion.before(session(), step, statement);
    long started = System.nanoTime();
    watchdog.watch(step, statement.head());
    try {
      switch (statement.kind()) {
        case StatementKind.CopyIn(String data) -> session().copyIn(statement.text(), data);
        case StatementKind.Transactional _, StatementKind.NonTransactional _ ->
            session().execute(statement.text());
      }
    } finally {
      watchdog.rest();
      for (String notice : session().takeNotices()) {
        say(new Event.ServerNotice(schema, step, notice));
      }
    }
    companion.after(session(), step, statement, Duration.ofNanos(System.nanoTime() - started));
  }

  /**
   * Forgets what the step left in the session, and lets the companion have its last word, before
   * the ledger is written in the same transaction.
   *
   * @return what still has to be sent ahead of the ledger's statements: usually everything, so that
   *     it costs no round trip of its own
   */
  String close(Step step) {
    String closing = "SET CONSTRAINTS ALL IMMEDIATE;" + forgetInside();
    if (companion.staysAway()) {
      return closing;
    }
    session().execute(closing);
    companion.after(session(), step);
    return "";
  }

  /** Sends something of a guard's own, under the watchdog's eyes; a number that it asks for. */
  long execute(Step step, String what, String sql) {
    if (cancellation.requested()) {
      throw new Cancelled();
    }
    watchdog.watch(step, what);
    try {
      return session().queryFirst(sql, row -> row.int64("n")).orElse(0L);
    } finally {
      watchdog.rest();
      session().takeNotices();
    }
  }

  /** What a guard may do while a transaction of that step is open. */
  StepGuard.Inside inside(Step step, Consumer<@Nullable Statement> current) {
    return new StepGuard.Inside() {
      @Override
      public Session session() {
        return lock.session();
      }

      @Override
      public Step step() {
        return step;
      }

      @Override
      public void execute(Statement statement) {
        current.accept(statement);
        Worksite.this.execute(step, statement);
        current.accept(null);
      }

      @Override
      public long execute(String what, String sql) {
        return Worksite.this.execute(step, what, sql);
      }
    };
  }

  /** Ends a transaction that failed; a broken connection has ended it already. */
  void rollBack() {
    try {
      session().execute("ROLLBACK;" + forget());
      journal.rolledBack();
      session().takeNotices();
    } catch (SqlFailure e) {
      if (!e.isConnectionLost()) {
        throw e;
      }
    }
  }

  void say(Event event) {
    events.accept(event);
  }

  /** Somebody asked to stop, and nothing is open. */
  static final class Cancelled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Cancelled() {
      super("asked to stop", null, false, false);
    }
  }

  /**
   * Keeps count of what is applied while a run goes on, to know what the version table has to say
   * after each step. Confined to the thread that runs.
   */
  static final class Book {
    private final SortedSet<MigrationId> applied;
    private final RunOptions options;

    Book(LedgerState state, RunOptions options) {
      this.applied = new TreeSet<>(state.applied());
      this.options = options;
    }

    /** What the ledger is to write when this step is done. */
    Run entry(Step step, Duration elapsed) {
      return new Run(
          step.migration(),
          step.direction(),
          elapsed,
          options.toolVersion(),
          options.runBy(),
          newestAfter(step));
    }

    private @Nullable MigrationId newestAfter(Step step) {
      @Nullable MigrationId newest = newest(applied);
      if (step.direction() == Direction.UP) {
        return newest != null && newest.compareTo(step.id()) > 0 ? newest : step.id();
      }
      return step.id().equals(newest) ? newest(applied.headSet(newest)) : newest;
    }

    /** What the version table has to say now; null if nothing is applied. */
    @Nullable MigrationId version() {
      return newest(applied);
    }

    private static @Nullable MigrationId newest(SortedSet<MigrationId> ids) {
      return ids.isEmpty() ? null : ids.last();
    }

    /** The step is committed. */
    void done(Step step) {
      if (step.direction() == Direction.UP) {
        applied.add(step.id());
      } else {
        applied.remove(step.id());
      }
    }

    /** A step that was done was rolled back with others. */
    void undone(Step step) {
      if (step.direction() == Direction.UP) {
        applied.remove(step.id());
      } else {
        applied.add(step.id());
      }
    }
  }
}
