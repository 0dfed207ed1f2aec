package dev.ebb.locks;

import dev.ebb.db.Blocker;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Ends those who stand in the way of one session, as far as it was told to, and has that session
 * let go when too many queue behind it. Never ends what replicates, vacuums against wraparound or
 * belongs to the server. Confined to one thread.
 */
public final class Bouncer {
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Session session;
  private final int ours;
  private final OnBlock policy;
  private final int maxQueue;
  private final Set<Integer> spared = new HashSet<>();

  /**
   * Acts from a session of its own.
   *
   * @param ours the process whose way is to be free
   * @param maxQueue how many sessions may queue behind it; 0 for any number
   */
  public Bouncer(Session session, int ours, OnBlock policy, int maxQueue) {
    this.session = session;
    this.ours = ours;
    this.policy = policy;
    this.maxQueue = maxQueue;
  }

  /**
   * Ends whom the policy lets it end.
   *
   * @param blockers for whom our session waits, now
   * @return what was done, and what could not be, a clause each
   */
  public List<String> clear(List<Blocker> blockers) {
    List<String> told = new ArrayList<>();
    for (Blocker blocker : blockers) {
      if (blocker.isHead() && blocker.pid() > 0 && isMeant(blocker)) {
        told.addAll(end(blocker));
      }
    }
    return told;
  }

  private boolean isMeant(Blocker blocker) {
    return switch (policy) {
      case WAIT, RETRY -> false;
      case CANCEL_IDLE_IN_TRANSACTION -> blocker.state().startsWith("idle in transaction");
      case CANCEL -> true;
    };
  }

  private List<String> end(Blocker blocker) {
    int pid = blocker.pid();
    Optional<Backend> backend = Backend.find(session, pid);
    Optional<String> harm = backend.flatMap(Backend::harm);
    if (backend.isEmpty() || (harm.isPresent() && !spared.add(pid))) {
      return List.of();
    }
    if (harm.isPresent()) {
      return List.of("pid " + pid + " is in the way and is left alone: " + harm.get());
    }
    try {
      return switch (new SessionEnder(session, PATIENCE).end(backend.get())) {
        case CANCELLED -> List.of("cancelled the statement of " + who(blocker));
        case TERMINATED -> List.of("ended the session of " + who(blocker));
        case GONE -> List.of();
      };
    } catch (Fault fault) {
      return spared.add(pid)
          ? List.of(String.valueOf(fault.problems().getFirst().what()))
          : List.of();
    }
  }

  private static String who(Blocker blocker) {
    return "pid %d (user %s, %s, %s for %ds), which was in the way: %s"
        .formatted(
            blocker.pid(),
            blocker.user(),
            blocker.application().isEmpty() ? "unnamed application" : blocker.application(),
            blocker.state(),
            blocker.transactionAge().toSeconds(),
            blocker.query());
  }

  /**
   * Cancels our own session's statement if too many queue behind it.
   *
   * @return how many there were; 0 if it goes on
   */
  public int relieve() {
    if (maxQueue <= 0) {
      return 0;
    }
    try {
      int behind =
          session.queryOne(
              """
              SELECT count(*) AS n FROM (SELECT DISTINCT pid FROM pg_catalog.pg_locks WHERE NOT granted) w
               WHERE w.pid <> %1$d AND %1$d = ANY (pg_catalog.pg_blocking_pids(w.pid))\
              """
                  .formatted(ours),
              row -> row.int32("n"));
      if (behind <= maxQueue) {
        return 0;
      }
      session.execute("SELECT pg_catalog.pg_cancel_backend(" + ours + ")");
      return behind;
    } catch (SqlFailure e) {
      return 0;
    }
  }
}
