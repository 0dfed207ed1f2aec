package dev.ebb.restore.swap;

import dev.ebb.db.Row;
import dev.ebb.db.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A session in a database, as far as our role may see it.
 *
 * @param pid its process
 * @param user its role
 * @param application what it calls itself
 * @param client the address that it comes from; empty for a Unix socket
 * @param state active, idle, idle in transaction, …
 * @param migrating whether it holds the lock of a migration
 */
public record Visitor(
    int pid, String user, String application, String client, String state, boolean migrating) {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration STEP = Duration.ofMillis(5);

  // Autovacuum is told to go by the server itself.
  private static final String SQL =
      """
      SELECT a.pid, coalesce(a.usename, '') AS role, coalesce(a.application_name, '') AS application,
             coalesce(host(a.client_addr), '') AS client,
             coalesce(a.state, a.backend_type, '') AS state,
             EXISTS (SELECT FROM pg_catalog.pg_locks l
                      WHERE l.pid = a.pid AND l.locktype = 'advisory' AND l.granted
                        AND l.objid = 0 AND l.objsubid = 2 AND l.classid IN (:locks)) AS migrating
        FROM pg_catalog.pg_stat_activity a
       WHERE a.datname = ? AND a.pid <> pg_backend_pid() AND a.leader_pid IS NULL
         AND coalesce(a.backend_type, '') NOT LIKE 'autovacuum%'
       ORDER BY a.backend_start\
      """;

  /** Everybody in a database but the session that asks. */
  public static List<Visitor> in(String database, Session session, Site site) {
    String sql = SQL.replace(":locks", site.tenants().isEmpty() ? "0::oid" : site.lockNumbers());
    if (session.facts().major() < 13) {
      sql = sql.replace(" AND a.leader_pid IS NULL", "");
    }
    return session.query(sql, Visitor::read, database);
  }

  /**
   * The same, but sessions of Ebb that are not at work get a moment to go: they may be our own,
   * closed just now, whose end the server has not noticed yet.
   */
  static List<Visitor> staying(String database, Session session, Site site) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<Visitor> there = in(database, session, site);
    while (!there.isEmpty()
        && there.stream().allMatch(Visitor::isLeaving)
        && System.nanoTime() < deadline) {
      LockSupport.parkNanos(STEP.toNanos());
      there = in(database, session, site);
    }
    return there;
  }

  private boolean isLeaving() {
    return application.equals(Site.APPLICATION) && state.equals("idle") && !migrating;
  }

  private static Visitor read(Row row) {
    return new Visitor(
        row.int32("pid"),
        row.text("role"),
        row.text("application"),
        row.text("client"),
        row.text("state"),
        row.bool("migrating"));
  }

  /** One line: who, from where, doing what. */
  public String describe() {
    return "process "
        + pid
        + (user.isEmpty() ? "" : " of role " + user)
        + (application.isEmpty() ? "" : ", application \"" + application + "\"")
        + (client.isEmpty() ? "" : ", from " + client)
        + (state.isEmpty() ? "" : ", " + state)
        + (migrating ? ", running migrations" : "");
  }
}
