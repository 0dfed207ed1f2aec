package dev.ebb.locks;

import dev.ebb.db.Session;
import java.time.Duration;
import java.util.Optional;

/**
 * One process of the server, as far as the asking role may see it.
 *
 * @param pid its number
 * @param type what it is for: {@code client backend}, {@code autovacuum worker}, {@code walsender}
 * @param user its role; empty for the server's own
 * @param application what it calls itself
 * @param state active, idle, idle in transaction, …
 * @param transactionAge since its transaction began; zero if it has none
 * @param query its current or last statement, one line of at most 200 characters
 * @param own whether it is the session that asks
 * @param begun when it connected, as the server writes it: with the number that is who it is, since
 *     numbers are used again; empty if the asking role may not see it
 */
public record Backend(
    int pid,
    String type,
    String user,
    String application,
    String state,
    Duration transactionAge,
    String query,
    boolean own,
    String begun) {

  /** The process with that number, if the server has one. */
  public static Optional<Backend> find(Session session, int pid) {
    return session.queryFirst(
        """
        SELECT pid, coalesce(backend_type, '') AS type, coalesce(usename, '') AS role,
               coalesce(application_name, '') AS application, coalesce(state, '') AS state,
               coalesce(extract(epoch FROM clock_timestamp() - xact_start) * 1000, 0)::int8 AS millis,
               left(btrim(regexp_replace(coalesce(query, ''), '\\s+', ' ', 'g')), 200) AS query,
               pid = pg_backend_pid() AS own, coalesce(backend_start::text, '') AS begun
          FROM pg_stat_activity WHERE pid = ?\
        """,
        row ->
            new Backend(
                row.int32("pid"),
                row.text("type"),
                row.text("role"),
                row.text("application"),
                row.text("state"),
                Duration.ofMillis(Math.max(0, row.int64("millis"))),
                row.text("query"),
                row.bool("own"),
                row.text("begun")),
        pid);
  }

  /** Whether it serves a client, so that ending it loses no more than that client's transaction. */
  public boolean servesClient() {
    return type.equals("client backend");
  }

  /** Why ending it needs to be forced: what else it would harm. Empty for a client's session. */
  public Optional<String> harm() {
    if (servesClient()) {
      return Optional.empty();
    }
    if (type.isEmpty()) {
      return Optional.of(
          "what it is for cannot be seen by this role; GRANT pg_read_all_stats lets it see that");
    }
    if (type.equals("walsender") || type.equals("walreceiver")) {
      return Optional.of("it replicates: a standby or a subscriber would fall behind");
    }
    if (type.equals("autovacuum worker") && query.contains("to prevent wraparound")) {
      return Optional.of(
          "it vacuums to prevent wraparound: the server starts it again at once, and stops taking"
              + " writes if it is never let finish");
    }
    if (type.equals("autovacuum worker")) {
      return Optional.empty();
    }
    return Optional.of("it is a process of the server itself (" + type + ")");
  }
}
