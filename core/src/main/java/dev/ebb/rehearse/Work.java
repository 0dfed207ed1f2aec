package dev.ebb.rehearse;

import org.jspecify.annotations.Nullable;

/**
 * Something that takes the longer the larger a table is.
 *
 * @param toil what is done
 * @param table the table, as it is called in the real database
 * @param object the index that is built; else the table again
 * @param size how large the real table is; null if it is not known
 */
public record Work(Toil toil, String table, String object, @Nullable TableSize size) {

  /** What is done to a table. */
  public enum Toil {
    /** It is read from the first page to the last. */
    SCAN,
    /** It is written anew, with all its indexes. */
    REWRITE,
    /** One index on it is built. */
    INDEX,
    /**
     * One index on it is built while others write: it is read twice, and transactions are awaited.
     */
    CONCURRENT_INDEX,
    /** Its rows are updated or deleted; how many of them, only the real data tells. */
    ROWS
  }

  /** How long that takes. */
  public Estimate estimate() {
    return size == null ? Estimate.NONE : Throughput.of(toil).estimate(size);
  }
}
