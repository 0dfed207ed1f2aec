package dev.ebb.backfill;

import org.jspecify.annotations.Nullable;

/**
 * What one pass goes through.
 *
 * @param end the last key of it, as it was when the pass began; null if there is no row, or if
 *     there are no keys to go by
 * @param rows about how many rows; 0 if nobody can tell
 */
record Stretch(@Nullable String end, long rows) {}
