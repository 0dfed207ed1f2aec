package dev.ebb.advice;

import java.util.List;

/**
 * Somebody stands in the way right now.
 *
 * @param heads those who wait for nobody and whom others wait for, the most waited for first
 * @param waiting how many sessions wait
 */
public record Hang(List<Head> heads, int waiting) {
  public Hang {
    heads = List.copyOf(heads);
  }

  /** One of them: its process, and who that is in a line. */
  public record Head(int pid, String who) {}
}
