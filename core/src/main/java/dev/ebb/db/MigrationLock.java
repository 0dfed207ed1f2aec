package dev.ebb.db;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The right to change one schema: an advisory lock that lives on the very session that does the
 * work, so a lost connection is a lost lock and stopped work at once. What needs the lock takes
 * this as a parameter. Not thread-safe.
 */
public final class MigrationLock implements AutoCloseable {
  private static final String MINE =
      """
      FROM pg_locks l
      WHERE l.locktype = 'advisory' AND l.granted AND l.objid = 0 AND l.objsubid = 2
        AND l.classid = %d::oid
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())\
      """;

  private final Session session;
  private final LockKey key;

  private MigrationLock(Session session, LockKey key) {
    this.session = session;
    this.key = key;
  }

  /**
   * Takes the lock if it is free; never waits. A statement that waited inside the server would hold
   * a snapshot, for which a concurrent index build of the holder would wait in turn.
   *
   * @return null if another session holds it
   */
  public static @Nullable MigrationLock tryAcquire(Session session, LockKey key) {
    boolean taken =
        session.queryOne(
            "SELECT pg_try_advisory_lock(" + key.value() + ", 0) AS taken", r -> r.bool("taken"));
    return taken ? new MigrationLock(session, key) : null;
  }

  /** The session that holds the lock, and on which all work has to be done. */
  public Session session() {
    return session;
  }

  /** Which lock it is. */
  public LockKey key() {
    return key;
  }

  /** Asks the server whether this session still holds the lock. */
  public boolean held() {
    String sql = "SELECT count(*) AS n " + MINE + " AND l.pid = pg_backend_pid()";
    return session.queryOne(sql.formatted(key.value()), r -> r.int64("n")) > 0;
  }

  /** Who holds the lock; empty if nobody does. */
  public static List<Holder> holders(Session session, LockKey key) {
    String sql =
        """
        SELECT l.pid, coalesce(a.usename, '') AS role, coalesce(a.application_name, '') AS application,
               coalesce(host(a.client_addr), '') AS client, coalesce(a.state, '') AS state,
               coalesce(extract(epoch FROM clock_timestamp() - a.backend_start), 0)::int8 AS seconds
        """
            + MINE.replaceFirst("WHERE", "LEFT JOIN pg_stat_activity a ON a.pid = l.pid\nWHERE");
    return session.query(
        sql.formatted(key.value()),
        r ->
            new Holder(
                r.int32("pid"),
                r.text("role"),
                r.text("application"),
                r.text("client"),
                r.text("state"),
                Duration.ofSeconds(Math.max(0, r.int64("seconds")))));
  }

  /**
   * Gives the lock back, after rolling back a transaction that was left open. If the connection is
   * lost, so is the lock: nothing is left to do.
   */
  @Override
  public void close() {
    if (session.isClosed()) {
      return;
    }
    try {
      if (session.inTransaction()) {
        session.execute("ROLLBACK");
      }
      session.execute("SELECT pg_advisory_unlock(" + key.value() + ", 0)");
    } catch (SqlFailure e) {
      if (!e.isConnectionLost()) {
        throw e;
      }
    }
  }

  /**
   * A session that holds the lock of a schema, for messages. What the role that asks may not see is
   * empty.
   *
   * @param pid the server process
   * @param user its role
   * @param application what it calls itself
   * @param client the address that it comes from; empty for a Unix socket
   * @param state as {@code pg_stat_activity} says: active, idle, …
   * @param connectedFor since it connected
   */
  public record Holder(
      int pid,
      String user,
      String application,
      String client,
      String state,
      Duration connectedFor) {

    /** One line: who, from where, how long. */
    public String describe() {
      return "process "
          + pid
          + (user.isEmpty() ? "" : " of user " + user)
          + (application.isEmpty() ? "" : ", application \"" + application + "\"")
          + (client.isEmpty() ? "" : ", from " + client)
          + (state.isEmpty() ? "" : ", " + state)
          + ", connected for "
          + connectedFor.toSeconds()
          + " s";
    }
  }
}
