package dev.ebb.locks;

import dev.ebb.db.Blocker;
import dev.ebb.db.Blockers;
import dev.ebb.db.LockKey;
import dev.ebb.db.MigrationLock;
import dev.ebb.db.Session;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who waits for whom at one moment, in the whole server. Immutable.
 *
 * @param sessions everybody who waits for a lock or makes others wait, heads of chains first
 * @param migrating who holds the lock under which migrations run in this database
 */
public record LockReport(List<Blocker> sessions, List<MigrationLock.Holder> migrating) {

  public LockReport {
    sessions = List.copyOf(sessions);
    migrating = List.copyOf(migrating);
  }

  /** Asks the server. Needs no rights, but sees little of other roles' sessions without any. */
  public static LockReport read(Session session, LockKey key) {
    return new LockReport(Blockers.all(session), MigrationLock.holders(session, key));
  }

  /**
   * A session and those that wait directly for it.
   *
   * @param session who
   * @param waiters who would go on if it ended, each with its own waiters
   */
  public record Jam(Blocker session, List<Jam> waiters) {
    public Jam {
      waiters = List.copyOf(waiters);
    }
  }

  /**
   * The sessions as trees, those that wait for nobody at the top. Who waits for several is shown
   * below each; of a circle, which the server is about to break, one member is at the top.
   */
  public List<Jam> jams() {
    List<Jam> jams = new ArrayList<>();
    Set<Integer> shown = new HashSet<>();
    for (Blocker session : sessions) {
      if (session.isHead()) {
        jams.add(jam(session, Set.of(), shown));
      }
    }
    for (Blocker session : sessions) {
      if (!shown.contains(session.pid())) {
        jams.add(jam(session, Set.of(), shown));
      }
    }
    return jams;
  }

  private Jam jam(Blocker session, Set<Integer> above, Set<Integer> shown) {
    shown.add(session.pid());
    Set<Integer> path = new HashSet<>(above);
    path.add(session.pid());
    List<Jam> waiters = new ArrayList<>();
    for (Blocker waiter : sessions) {
      if (waiter.blockedBy().contains(session.pid()) && !path.contains(waiter.pid())) {
        waiters.add(jam(waiter, path, shown));
      }
    }
    return new Jam(session, waiters);
  }
}
