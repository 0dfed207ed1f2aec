package dev.ebb.run;

import dev.ebb.db.LockKey;
import dev.ebb.db.MigrationLock;
import dev.ebb.db.Session;
import java.time.Duration;

/**
 * The session of this very run whose connection broke. Where the network went silent the server may
 * not notice for minutes, and keeps our own lock from us for as long.
 *
 * @param pid its server process
 * @param since when it was lost, in nanoseconds of this process
 */
record LostSession(int pid, long since) {

  /**
   * Ends it, if it holds the lock and only waits for us. While it is at work it is left alone: what
   * it completes is found in the catalog.
   */
  void end(Session session, LockKey key) {
    Duration away = Duration.ofNanos(System.nanoTime() - since);
    for (MigrationLock.Holder holder : MigrationLock.holders(session, key)) {
      // A stranger that got the same number would have connected after the loss.
      boolean ours =
          holder.pid() == pid && holder.connectedFor().plusSeconds(1).compareTo(away) > 0;
      if (ours && holder.state().startsWith("idle")) {
        session.execute("SELECT pg_terminate_backend(" + pid + ")");
      }
    }
  }
}
