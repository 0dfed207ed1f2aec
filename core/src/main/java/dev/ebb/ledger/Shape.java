package dev.ebb.ledger;

/** The forms in which a history table is met, the likeliest first. */
enum Shape {
  /** With Ebb's own columns. */
  EBB,
  /** As the predecessor made it in its last releases. */
  PREDECESSOR,
  /** As it was before rows could be inferred. */
  EARLY;

  /** A column of Ebb's, or null of that type where the table has none. */
  String own(String column, String type) {
    return this == EBB ? column : "NULL::" + type;
  }

  /** Whether a row was inferred, as SQL. */
  String backfilled() {
    // Not a bare false: that could not be ordered by.
    return this == EARLY ? "(1 = 0)" : "backfilled";
  }
}
