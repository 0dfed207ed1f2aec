package dev.ebb.keep;

import java.util.Locale;

/** What sort of thing was kept. */
public enum KeptKind {
  /** A whole table. */
  TABLE,
  /** One or more columns of a table. */
  COLUMNS,
  /** Rows that were deleted, or truncated away. */
  ROWS,
  /** Values that were overwritten, or that did not survive another type. */
  VALUES,
  /** How far a sequence had counted. */
  SEQUENCE;

  /** The word that the catalogue, JSON and people read. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
