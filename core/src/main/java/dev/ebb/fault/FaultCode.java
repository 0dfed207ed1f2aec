package dev.ebb.fault;

/** The kinds of trouble, each with the exit status it has unless something was done before it. */
public enum FaultCode {
  /** Flags or arguments that make no sense. */
  USAGE(ExitStatus.BAD_INPUT),
  /** A file of definitions or of configuration is wrong. */
  DEFINITION(ExitStatus.BAD_INPUT),
  /** A migration, schema, release or revision that does not exist was named. */
  UNKNOWN_NAME(ExitStatus.BAD_INPUT),
  /** No connection could be made, or it was lost and did not come back. */
  CONNECTION(ExitStatus.FAILED),
  /** The server cannot serve Ebb: too old, a replica, read-only, behind a transaction pooler. */
  SERVER(ExitStatus.FAILED),
  /** The database role lacks a right. */
  PERMISSION(ExitStatus.FAILED),
  /** The server refused a statement of a migration. */
  STATEMENT(ExitStatus.FAILED),
  /** A lock on a table did not come free within the retries. */
  BLOCKED(ExitStatus.FAILED),
  /** Somebody asked Ebb to stop. */
  CANCELLED(ExitStatus.FAILED),
  /** The machine failed us: disk, files, programs. */
  MACHINE(ExitStatus.FAILED),
  /** The ledger holds failed or unfinished migrations, or one that changed since it was applied. */
  DIRTY(ExitStatus.ATTENTION),
  /** The schema is not in the state that was asked for. */
  OUT_OF_DATE(ExitStatus.ATTENTION),
  /** Another Ebb holds the lock. */
  BUSY(ExitStatus.BUSY),
  /** A safety rule says no. */
  REFUSED(ExitStatus.REFUSED);

  private final ExitStatus exitStatus;

  FaultCode(ExitStatus exitStatus) {
    this.exitStatus = exitStatus;
  }

  /** The exit status when nothing had been done before this fault. */
  public ExitStatus exitStatus() {
    return exitStatus;
  }
}
