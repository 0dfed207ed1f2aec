package dev.ebb.run;

import dev.ebb.locks.OnBlock;
import java.time.Duration;

/**
 * How patient a run is, and on whose behalf it runs.
 *
 * @param lockWait how long to wait for another Ebb; default 10 minutes
 * @param lockTimeout how long a statement may queue for a lock on a table before it lets go and is
 *     tried again; default 2 seconds, and never less than the server's {@code deadlock_timeout}
 *     plus half a second, since only after that does the server cancel an autovacuum that is in the
 *     way
 * @param attempts how often a step is tried that could not get its locks; default 12
 * @param reconnect how long to go on trying after the connection broke; default 30 seconds
 * @param privileges what to do with privileged migrations; default: run them
 * @param retryFailed go on although one migration is marked as failed by another tool
 * @param retryPending go on although one migration is marked as unfinished by another tool
 * @param toolVersion written into the ledger
 * @param runBy who runs it, written into the ledger
 * @param blocking what to do about those who are in the way, or queue behind; default: nothing
 */
public record RunOptions(
    Duration lockWait,
    Duration lockTimeout,
    int attempts,
    Duration reconnect,
    Privileges privileges,
    boolean retryFailed,
    boolean retryPending,
    String toolVersion,
    String runBy,
    Blocking blocking) {

  /**
   * What to do when somebody is in the way.
   *
   * @param onBlock what becomes of them; default: let go and try again
   * @param maxQueue how many sessions may queue behind a statement before it lets go and is tried
   *     again later; default 0: any number
   * @param statementTimeout how long one statement of a migration may take; default 0: for ever
   */
  public record Blocking(OnBlock onBlock, int maxQueue, Duration statementTimeout) {
    /** Nobody is ended, nothing is limited. */
    public static final Blocking USUAL = new Blocking(OnBlock.RETRY, 0, Duration.ZERO);
  }

  /** The defaults, for a tool version and a person. */
  public static RunOptions defaults(String toolVersion, String runBy) {
    return new RunOptions(
        Duration.ofMinutes(10),
        Duration.ofSeconds(2),
        12,
        Duration.ofSeconds(30),
        new Privileges.Run(),
        false,
        false,
        toolVersion,
        runBy,
        Blocking.USUAL);
  }
}
