package dev.ebb.loss;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a step would take away from today's database, and how much that is.
 *
 * @param statement the number of the statement that does it, from 1
 * @param loss what goes
 * @param extent how much of it there is
 * @param certain false if it stands in a block of code, which may or may not come to it
 * @param along what goes with it and holds no data of its own, or goes for its sake: views,
 *     constraints, indexes of a column, rows that refer to its rows
 * @param sample some values, with letters and digits made unreadable by the server
 * @param since what of it was written since the migration was applied; null on the way up
 */
public record Losing(
    int statement,
    Loss loss,
    Extent extent,
    boolean certain,
    List<String> along,
    List<String> sample,
    @Nullable Since since) {
  /** Copies the lists. */
  public Losing {
    along = List.copyOf(along);
    sample = List.copyOf(sample);
  }

  /**
   * What is known of what was written to a table since the migration that is taken back was
   * applied.
   *
   * @param applied when the migration was applied
   * @param knowledge what the number means
   * @param rows how many rows were inserted or changed since, as far as they are still there; 0 if
   *     that is not known
   */
  public record Since(Instant applied, Knowledge knowledge, long rows) {

    /** What is known. */
    public enum Knowledge {
      /** The migration itself has made it: all that is in it was written by it or since. */
      ALL,
      /**
       * The transaction that wrote a row is younger than the migration's. It says nothing after a
       * restore from a dump, which writes all rows anew.
       */
      BY_VERSION,
      /** Nothing. */
      UNKNOWN
    }
  }
}
