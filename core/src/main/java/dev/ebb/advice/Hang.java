package dev.ebb.advice;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Somebody stands in the way right now, in this database.
 *
 * @param heads those who wait for nobody and whom others wait for, the most waited for first
 * @param waiting how many sessions wait
 */
public record Hang(List<Head> heads, int waiting) {
  /** Sessions wait for each other all the time; so long, and it is more than that. */
  private static final Duration LONG = Duration.ofSeconds(10);

  public Hang {
    heads = List.copyOf(heads);
  }

  /** Whether somebody has been in the way for long, whatever was noticed. */
  boolean isLong() {
    return heads.stream().anyMatch(head -> head.age().compareTo(LONG) >= 0);
  }

  /**
   * One of them.
   *
   * @param pid its process; 0 if it is a prepared transaction, which has none
   * @param who who that is, in a line
   * @param age since its transaction began
   * @param harm what else ending it would harm; empty if nothing
   */
  public record Head(int pid, String who, Duration age, Optional<String> harm) {
    /** Whether it waits for a COMMIT PREPARED from wherever. */
    boolean isPrepared() {
      return pid == 0;
    }
  }
}
