package dev.ebb.graph;

/** Where a migration stands according to the newest row that the ledger has of it. */
public enum Standing {
  /** Ran up, and has not been taken back since. */
  APPLIED,
  /** Started, and nobody wrote down how it ended. */
  PENDING,
  /** Started, and ended in an error that may have left something behind. */
  FAILED,
  /** Taken back. */
  UNAPPLIED
}
