package dev.ebb.run;

import dev.ebb.db.LockKey;
import dev.ebb.db.MigrationLock;
import dev.ebb.db.Session;
import java.time.Duration;

/**
 * Keeps account of broken connections, to tell when trying again has no more sense. Confined to the
 * thread that runs.
 */
final class Outage {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

  /** A server that goes down each time at the same statement is brought down by it. */
  private static final int LOSSES_IN_ONE_PLACE = 3;

  private final Duration patience;
  private Duration pause = FIRST_PAUSE;
  private boolean on;
  private long since;
  private int lastDone = -1;
  private int losses;

  Outage(Duration patience) {
    this.patience = patience;
  }

  /**
   * The connection broke.
   *
   * @param done how many steps were committed until then
   */
  void lost(int done) {
    losses = done == lastDone ? losses + 1 : 1;
    lastDone = done;
    if (!on) {
      on = true;
      since = System.nanoTime();
      pause = FIRST_PAUSE;
    }
  }

  /** There is a connection again. */
  void over() {
    on = false;
  }

  /** Whether there is no connection since one broke. */
  boolean lasts() {
    return on;
  }

  /** Whether it was lost too often without a step being done in between. */
  boolean inOnePlace() {
    return losses > LOSSES_IN_ONE_PLACE;
  }

  /** Whether it has lasted longer than anybody would wait. */
  boolean tooLong() {
    return on && System.nanoTime() - since > patience.toNanos();
  }

  /** How long to wait before the next attempt: each time longer. */
  Duration nextPause() {
    Duration now = pause;
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    return now;
  }

  /**
   * The session of this very run whose connection broke. Where the network went silent the server
   * may not notice for minutes, and keeps our own lock from us for as long.
   *
   * @param pid its server process
   * @param since when it was lost, in nanoseconds of this process
   */
  record LostSession(int pid, long since) {

    /**
     * Ends it, if it holds the lock and only waits for us. While it is at work it is left alone:
     * what it completes is found in the catalog.
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
}
