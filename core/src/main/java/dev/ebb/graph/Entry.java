package dev.ebb.graph;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The newest word of the ledger on one migration.
 *
 * @param id the migration
 * @param standing where it stands
 * @param direction the direction of the newest row
 * @param row the id of that row; grows with time
 * @param at when that run started
 * @param backfilled whether the row was inferred, not written by a run
 * @param progress how far an unfinished run of Ebb came; null for a finished run or another tool's
 * @param recorded what was remembered at apply time; null for another tool's rows
 */
public record Entry(
    MigrationId id,
    Standing standing,
    Direction direction,
    long row,
    Instant at,
    boolean backfilled,
    @Nullable Progress progress,
    @Nullable Recorded recorded) {

  /** The same migration, standing elsewhere. */
  public Entry standing(Standing other) {
    return new Entry(id, other, direction, row, at, backfilled, progress, recorded);
  }
}
