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
}
