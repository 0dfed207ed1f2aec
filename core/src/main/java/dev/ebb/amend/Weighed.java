package dev.ebb.amend;

import dev.ebb.fix.Loss;

/**
 * A loss, and how much it would be now.
 *
 * @param amount rows, or values that are not null, or what the sequence has counted to; for
 *     precision the values that it could be taken from; -1 if nobody may know
 * @param exact whether that was counted, or only estimated from the server's statistics
 */
public record Weighed(Loss loss, long amount, boolean exact) {

  /** Whether anything would go that somebody could miss. */
  public boolean holdsAnything() {
    return amount != 0;
  }
}
