package dev.ebb.db;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Tells who waits for whom, for the watchdog and for {@code ebb locks}. Stateless. */
public final class Blockers {
  // What waits is taken from pg_locks, which every role may read; pg_stat_activity hides the waits
  // of other roles.
  private static final String ALL =
      """
      WITH waiting AS MATERIALIZED (
        SELECT w.pid, pg_blocking_pids(w.pid) AS by
        FROM (SELECT DISTINCT pid FROM pg_locks WHERE NOT granted AND pid IS NOT NULL) w
      ), everybody AS (
        SELECT pid FROM waiting UNION SELECT unnest(by) FROM waiting
      )
      SELECT c.pid, coalesce(a.usename, '') AS role,
             coalesce(a.application_name, '') AS application,
             coalesce(host(a.client_addr), '') AS client,
             CASE WHEN c.pid = 0 THEN 'prepared transaction' ELSE coalesce(a.state, '') END AS state,
             coalesce(extract(epoch FROM clock_timestamp() - a.xact_start) * 1000, 0)::int8 AS millis,
             left(btrim(regexp_replace(coalesce(a.query, ''), '\\s+', ' ', 'g')), 200) AS query,
             array_to_string(coalesce(own.by, '{}'), ',') AS by,
             (SELECT l.mode || CASE WHEN l.relation IS NULL THEN ' on ' || l.locktype
                                    ELSE ' on ' || l.relation::regclass END
              FROM pg_locks l WHERE l.pid = c.pid AND NOT l.granted LIMIT 1) AS waits_for
      FROM everybody c
      LEFT JOIN waiting own ON own.pid = c.pid
      LEFT JOIN pg_stat_activity a ON a.pid = c.pid\
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
    return ahead(all(watch), pid);
  }

  /** Everybody in the server who waits for a lock or makes others wait; heads of chains first. */
  public static List<Blocker> all(Session session) {
    List<Blocker> all = session.query(ALL, Blockers::blocker);
    return all.stream()
        .map(blocker -> blocker.with(reach(all, blocker.pid(), Blockers::waiters).size()))
        .sorted(
            Comparator.comparing((Blocker b) -> !b.isHead())
                .thenComparingInt(b -> -b.waitersBehind())
                .thenComparingInt(Blocker::pid))
        .toList();
  }

  /** Of all, those for whom a process waits, directly or through others, in their order. */
  public static List<Blocker> ahead(List<Blocker> all, int pid) {
    Set<Integer> reached =
        reach(all, pid, (some, at) -> find(some, at).map(Blocker::blockedBy).orElse(List.of()));
    return all.stream().filter(blocker -> reached.contains(blocker.pid())).toList();
  }

  /** How many of all wait for a process, directly or through others. */
  public static int behind(List<Blocker> all, int pid) {
    return find(all, pid).map(Blocker::waitersBehind).orElse(0);
  }

  private static Optional<Blocker> find(List<Blocker> all, int pid) {
    return all.stream().filter(blocker -> blocker.pid() == pid).findFirst();
  }

  private static List<Integer> waiters(List<Blocker> all, int pid) {
    return all.stream()
        .filter(blocker -> blocker.blockedBy().contains(pid))
        .map(Blocker::pid)
        .toList();
  }

  // A circle comes back to where it began: that one does not count.
  private static Set<Integer> reach(
      List<Blocker> all, int from, BiFunction<List<Blocker>, Integer, List<Integer>> next) {
    Set<Integer> reached = new HashSet<>(Set.of(from));
    Deque<Integer> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      next.apply(all, open.pop()).stream().filter(reached::add).forEach(open::push);
    }
    reached.remove(from);
    return reached;
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
        0,
        row.textOrNull("waits_for"));
  }
}
