package dev.ebb.embedded;

import java.util.Map;

/** What an embedded server promises of committed data when the machine fails. */
public enum Durability {
  /** Everything that a real server promises: a commit is on the disk. */
  DURABLE("on"),
  /**
   * Nothing beyond the life of the machine: quicker, for throw-away data. A killed server still
   * recovers.
   */
  FAST("off");

  private final String flush;

  Durability(String flush) {
    this.flush = flush;
  }

  Map<String, String> settings() {
    return Map.of("fsync", flush, "synchronous_commit", flush, "full_page_writes", flush);
  }
}
