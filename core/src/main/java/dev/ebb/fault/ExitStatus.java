package dev.ebb.fault;

/** What the exit status of the process says about the state that things are in. */
public enum ExitStatus {
  /** Done, or nothing to do. */
  DONE(0),
  /** Failed, and nothing changed. */
  FAILED(1),
  /** Bad usage or bad definitions; nothing was contacted or changed. */
  BAD_INPUT(2),
  /** Failed half-way: what was done is in the output and the ledger; the database is consistent. */
  HALFWAY(3),
  /** The database needs attention: dirty, drift, validation failed. */
  ATTENTION(4),
  /** Another Ebb holds the lock longer than the caller would wait. */
  BUSY(5),
  /** Refused by a safety rule; the message names the flag that would allow it. */
  REFUSED(6);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  /** The number that a shell sees. */
  public int code() {
    return code;
  }
}
