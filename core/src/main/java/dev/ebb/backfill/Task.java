package dev.ebb.backfill;

import dev.ebb.db.Session;
import dev.ebb.outofband.Batch;

/** What one out-of-band migration does in one direction, however it is declared. Thread-safe. */
interface Task {
  /** Does a batch in the transaction that is open; answers how many rows it changed. */
  long run(Session session, Batch batch);

  /**
   * Whether a batch that has just changed rows has nothing to show for it: each of them still needs
   * it. Asked in its transaction.
   */
  boolean inVain(Session session, Batch batch, long changed);

  /** Counts what is left, exactly; may take as long as reading the whole table. */
  Left left(Session session);

  /**
   * What is left to do in one direction, counted exactly.
   *
   * @param amount 0 if and only if nothing is; else rows, or a share of the whole if rows cannot be
   *     counted
   * @param share how much of the way up is done, 0 to 1
   * @param words for people: "12 rows still match: …"
   */
  record Left(double amount, double share, String words) {
    boolean nothing() {
      return amount <= 0;
    }
  }
}
