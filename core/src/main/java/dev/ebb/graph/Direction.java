package dev.ebb.graph;

/** Which of its two scripts a migration runs. */
public enum Direction {
  /** Apply. */
  UP,
  /** Take back. */
  DOWN;

  /** "up" or "down". */
  public String word() {
    return this == UP ? "up" : "down";
  }
}
