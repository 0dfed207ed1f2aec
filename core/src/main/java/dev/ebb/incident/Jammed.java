package dev.ebb.incident;

import dev.ebb.advice.Hang;
import dev.ebb.db.Blocker;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.locks.Backend;
import dev.ebb.locks.LockReport;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who is in whose way in one database: a server has others, whose sessions wait for each other
 * without any harm to this one. Stateless.
 *
 * @param connector how to reach it
 */
record Jammed(Connector connector) {
  private static final int HEADS = 3;

  // Without rights a role still sees whose database a session is in.
  private static final String HERE =
      """
      SELECT pid FROM pg_catalog.pg_stat_activity WHERE datname = pg_catalog.current_database()
      UNION SELECT 0 FROM pg_catalog.pg_prepared_xacts
             WHERE database = pg_catalog.current_database()\
      """;

  /** Who hangs and who is in the way; empty if nobody of this database waits. */
  Optional<Hang> hang(LockReport report) {
    if (report.sessions().isEmpty()) {
      return Optional.empty();
    }
    try (Session session = connector.open()) {
      Set<Integer> here = new HashSet<>(session.query(HERE, row -> row.int32("pid")));
      List<Blocker> ours =
          report.sessions().stream().filter(one -> here.contains(one.pid())).toList();
      int waiting = (int) ours.stream().filter(one -> !one.isHead()).count();
      List<Hang.Head> heads =
          ours.stream()
              .filter(Blocker::isHead)
              .sorted(Comparator.comparingInt(Blocker::waitersBehind).reversed())
              .limit(HEADS)
              .map(one -> head(session, one))
              .toList();
      return waiting == 0 ? Optional.empty() : Optional.of(new Hang(heads, waiting));
    }
  }

  private static Hang.Head head(Session session, Blocker one) {
    return one.pid() == 0
        ? new Hang.Head(0, "a prepared transaction", one.transactionAge(), Optional.empty())
        : new Hang.Head(
            one.pid(),
            who(one),
            one.transactionAge(),
            Backend.find(session, one.pid()).flatMap(Backend::harm));
  }

  private static String who(Blocker session) {
    return "process %d, \"%s\" as %s, %s for %d s: %s"
        .formatted(
            session.pid(),
            session.application(),
            session.user(),
            session.state(),
            session.transactionAge().toSeconds(),
            session.query());
  }
}
