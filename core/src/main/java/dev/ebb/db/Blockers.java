package dev.ebb.db;

import java.time.Duration;
import java.util.List;

/** Tells who waits for whom, for the watchdog and for {@code ebb locks}. Stateless. */
public final class Blockers {
  // What waits is taken from pg_locks, which every role may read; pg_stat_activity hides the waits
  // of other roles.
  private static final String BEFORE_START =
"""
      WITH RECURSIVE waiting AS MATERIALIZED (
        SELECT w.pid, pg_blocking_pids(w.pid) AS by
        FROM (SELECT DISTINCT pid FROM pg_locks WHERE NOT granted AND pid IS NOT NULL) w
      ), chain(pid) AS (
""";

  private static final String AFTER_START =
      """

        UNION
        SELECT unnest(w.by) FROM chain c JOIN waiting w ON w.pid = c.pid
      )
      SELECT c.pid, coalesce(a.usename, '') AS role,
             coalesce(a.application_name, '') AS application,
             coalesce(host(a.client_addr), '') AS client,
             CASE WHEN c.pid = 0 THEN 'prepared transaction' ELSE coalesce(a.state, '') END AS state,
             coalesce(extract(epoch FROM clock_timestamp() - a.xact_start) * 1000, 0)::int8 AS millis,
             left(btrim(regexp_replace(coalesce(a.query, ''), '\\s+', ' ', 'g')), 200) AS query,
             array_to_string(coalesce(own.by, '{}'), ',') AS by,
             (SELECT count(*) FROM waiting w WHERE c.pid = ANY (w.by)) AS behind,
             (SELECT l.mode || CASE WHEN l.relation IS NULL THEN ' on ' || l.locktype
                                    ELSE ' on ' || l.relation::regclass END
              FROM pg_locks l WHERE l.pid = c.pid AND NOT l.granted LIMIT 1) AS waits_for
      FROM chain c
      LEFT JOIN waiting own ON own.pid = c.pid
      LEFT JOIN pg_stat_activity a ON a.pid = c.pid
      ORDER BY own.by IS NOT NULL, behind DESC, c.pid\
      """;

  private Blockers() {}

  /**
   * Everybody for whom a process waits, directly or through others; those who wait for nobody come
   * first. Empty if it does not wait.
   *
   * @param watch a session other than the one that waits, in no transaction: within one the
   *     server's statistics stand still
   */
  public static List<Blocker> of(Session watch, int pid) {
    return read(watch, "SELECT " + pid).stream().filter(b -> b.pid() != pid).toList();
  }

  /** Everybody in the server who waits for a lock or makes others wait; heads of chains first. */
  public static List<Blocker> all(Session session) {
    return read(session, "SELECT pid FROM waiting");
  }

  private static List<Blocker> read(Session session, String start) {
    return session.query(BEFORE_START + start + AFTER_START, Blockers::blocker);
  }

  private static Blocker blocker(Row row) {
    String by = row.text("by");
    return new Blocker(
        row.int32("pid"),
        row.text("role"),
        row.text("application"),
        row.text("client"),
        row.text("state"),
        Duration.ofMillis(Math.max(0, row.int64("millis"))),
        row.text("query"),
        by.isEmpty()
            ? List.of()
            : List.of(by.split(",")).stream().map(Integer::valueOf).distinct().toList(),
        row.int32("behind"),
        row.textOrNull("waits_for"));
  }
}
