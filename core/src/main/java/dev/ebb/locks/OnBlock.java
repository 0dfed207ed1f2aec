package dev.ebb.locks;

/** What becomes of sessions that stand in a migration's way. */
public enum OnBlock {
  /** Nothing; the statement queues until they are gone, and everybody else queues behind it. */
  WAIT("wait"),
  /** Nothing; the statement lets go after a while and comes back later. */
  RETRY("retry"),
  /** As {@link #RETRY}, and those that hold locks in a transaction and do nothing are ended. */
  CANCEL_IDLE_IN_TRANSACTION("cancel-idle-in-transaction"),
  /** As {@link #RETRY}, and all are ended that serve a client. */
  CANCEL("cancel");

  private final String word;

  OnBlock(String word) {
    this.word = word;
  }

  /** As people write it. */
  public String word() {
    return word;
  }
}
