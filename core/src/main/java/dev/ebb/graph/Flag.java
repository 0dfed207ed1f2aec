package dev.ebb.graph;

/** What the author of a migration declares about it. */
public enum Flag {
  /** Needs a role with more rights than the others. */
  PRIVILEGED("privileged"),
  /** Builds an index without blocking writers, so it cannot run in a transaction. */
  CONCURRENT_INDEX("createIndexConcurrently"),
  /** Must not be run twice in a row, as a dump of many squashed migrations. */
  NON_IDEMPOTENT("nonIdempotent");

  private final String key;

  Flag(String key) {
    this.key = key;
  }

  /** The key in {@code metadata.yaml}. */
  public String key() {
    return key;
  }
}
