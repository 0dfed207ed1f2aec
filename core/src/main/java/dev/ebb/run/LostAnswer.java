package dev.ebb.run;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;

/**
 * Notices that the answer to a statement was lost on its way: a firewall that forgot the connection
 * during a long build drops it silently, and whoever waits would wait for ever. Confined to the
 * thread of the watchdog.
 */
final class LostAnswer {
  /** So many looks in a row, one a second, must show a server that does nothing for us. */
  private static final int LOOKS = 12;

  // Who waits for rows of a COPY is called active, and does as little for us: we wait for it.
  private static final String WORKS =
      "SELECT count(*) AS n FROM pg_stat_activity WHERE state NOT LIKE 'idle%'"
          + " AND wait_event IS DISTINCT FROM 'ClientRead' AND pid = ";

  private final Session waiting;
  private final int pid;
  private long message;
  private int idle;

  /** Whether the session that waits is worked for. */
  LostAnswer(Session waiting) {
    this.waiting = waiting;
    this.pid = waiting.facts().backendPid();
  }

  /**
   * Looks once, and breaks the waiting session off if its answer is lost: it then connects again
   * and finds out what was done.
   *
   * @param eyes another session
   * @return whether it was broken off
   */
  boolean look(Session eyes) {
    long number = waiting.awaited();
    idle = number != 0 && number == message && !works(eyes) ? idle + 1 : 0;
    message = number;
    if (idle < LOOKS) {
      return false;
    }
    idle = 0;
    waiting.abort();
    return true;
  }

  private boolean works(Session eyes) {
    try {
      return eyes.queryOne(WORKS + pid, row -> row.int64("n")) > 0;
    } catch (SqlFailure e) {
      // Who cannot see does not judge.
      return true;
    }
  }
}
