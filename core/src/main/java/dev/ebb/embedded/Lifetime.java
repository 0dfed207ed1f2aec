package dev.ebb.embedded;

/** How long an embedded server lives. */
public enum Lifetime {
  /**
   * Until it is told to stop: it survives the process that started it, and the next call finds it.
   */
  KEPT,
  /** As long as the process that started it, however that ends, kill -9 included. */
  TIED,
  /** As {@link #TIED}, and nothing of it stays on the disk. */
  TIED_AND_REMOVED
}
