package dev.ebb.backfill;

import java.time.Duration;

/**
 * How many rows the next batch of one worker gets, from how long the last ones took: so many that
 * it takes as long as it should, whatever the rows cost and however busy the server is. Pure, not
 * thread-safe.
 */
final class Pace {
  private static final double FASTER = 2;
  private static final double SLOWER = 0.25;

  private final int largest;
  private double size;

  Pace(int first, int largest) {
    this.largest = largest;
    this.size = Math.min(first, largest);
  }

  /** With how many rows to try now; at least 1. */
  int size() {
    return (int) Math.max(1, Math.round(size));
  }

  /**
   * A batch of so many rows took that long. Grows at most to the double at a time, since the next
   * rows may be dearer, and shrinks at most to a quarter. A batch that was not full says nothing
   * about how many more would have fitted.
   */
  void took(long rows, Duration elapsed, Duration target) {
    double factor = (double) target.toNanos() / Math.max(1, elapsed.toNanos());
    double next = size * Math.max(SLOWER, Math.min(FASTER, factor));
    boolean full = rows >= size();
    if (next < size || full) {
      size = Math.max(1, Math.min(largest, next));
    }
  }

  /** A batch was undone because something was in the way. */
  void blocked() {
    size = Math.max(1, size / 2);
  }

  /** A batch failed: with fewer rows it will be seen which of them does it. */
  void failed() {
    size = Math.max(1, size / 4);
  }
}
