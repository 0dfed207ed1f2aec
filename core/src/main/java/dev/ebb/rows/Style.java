package dev.ebb.rows;

/** The temper of a made-up row. */
enum Style {
  /** What an ordinary application writes; no two alike where the type permits. */
  PLAIN,
  /** Null where that is permitted, the default where there is one. */
  BARE,
  /** The lower end: empty, smallest, earliest. */
  SMALL,
  /** The upper end: longest, largest, latest. */
  LARGE,
  /** What programs trip over: quotes, other scripts, not-a-number, elements that are null. */
  ODD;

  /** The temper of the row with that number, from 0. */
  static Style ofRow(int row, RowOptions.Extremes extremes) {
    return switch (extremes) {
      case WITH -> values()[row % values().length];
      case WITHOUT -> row % 3 == 1 ? BARE : PLAIN;
    };
  }
}
