package dev.ebb.drift;

import dev.ebb.graph.MigrationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who wrote an object into the system's tables, as the numbers of transactions tell. */
public sealed interface Writing {
  /** The transaction of a migration, up or down. */
  record ByMigration(MigrationId migration, String title, Cause.OtherScript.Why why)
      implements Writing {}

  /**
   * Another transaction.
   *
   * @param after when the last migration ended before it; null if it was before all of them
   * @param before when the first migration ended after it; null if none has since
   * @param at when it was, where the server keeps such times; null if nobody knows
   */
  record ByOthers(@Nullable Instant after, @Nullable Instant before, @Nullable Instant at)
      implements Writing {}
}
