package dev.ebb.advice;

import dev.ebb.graph.MigrationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The migrations under suspicion: those that ran last, one soon after the other.
 *
 * @param migrations in the order in which they were applied; never empty
 * @param started when the first began, by the server's clock
 * @param by who ran them; null if nobody wrote it down
 */
public record LastRun(List<MigrationId> migrations, Instant started, @Nullable String by) {
  public LastRun {
    migrations = List.copyOf(migrations);
  }
}
