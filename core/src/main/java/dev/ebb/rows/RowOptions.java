package dev.ebb.rows;

/**
 * How many rows are made, and of what temper. Immutable.
 *
 * @param seed the same seed makes the same rows in the same database
 * @param rowsPerTable how many rows are tried in each table; at least 1
 * @param round tells several fillings of one database apart, so that a later one does not make the
 *     keys of an earlier one again
 * @param extremes whether the ends of what a type can hold are tried, too
 */
public record RowOptions(long seed, int rowsPerTable, int round, Extremes extremes) {
  /**
   * How many rows are tried in each table unless told otherwise: one of each temper, and one more.
   */
  public static final int USUAL_ROWS = 6;

  /** Whether rows hold the ends of what their types can hold. */
  public enum Extremes {
    /** Empty texts, smallest and largest numbers, infinity, far dates, odd characters. */
    WITH,
    /** Only what an ordinary application might write. */
    WITHOUT
  }

  /** Refuses a number of rows below 1. */
  public RowOptions {
    if (rowsPerTable < 1) {
      throw new IllegalArgumentException("rows per table: " + rowsPerTable);
    }
  }

  /** Six rows for each table, extremes among them. */
  public static RowOptions of(long seed) {
    return new RowOptions(seed, USUAL_ROWS, 0, Extremes.WITH);
  }

  /** The same for another filling of the same database. */
  public RowOptions round(int number) {
    return new RowOptions(seed, rowsPerTable, number, extremes);
  }

  /** The same with or without extremes. */
  public RowOptions extremes(Extremes wanted) {
    return new RowOptions(seed, rowsPerTable, round, wanted);
  }
}
