package dev.ebb.ledger;

import dev.ebb.graph.Direction;
import dev.ebb.graph.MigrationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One execution in the past, as {@code ebb history} shows it.
 *
 * @param row its number; grows with time
 * @param id the migration
 * @param direction up or down
 * @param startedAt by the server's clock
 * @param finishedAt by the server's clock; null if nobody wrote down an end
 * @param success null if nobody wrote down how it ended
 * @param error what the server said if it failed
 * @param backfilled whether it was inferred, not run
 * @param name the migration's name then; null in another tool's rows
 * @param runBy who ran it; null in another tool's rows
 * @param toolVersion the version of Ebb; null in another tool's rows
 */
public record HistoryRow(
    long row,
    MigrationId id,
    Direction direction,
    Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Boolean success,
    @Nullable String error,
    boolean backfilled,
    @Nullable String name,
    @Nullable String runBy,
    @Nullable String toolVersion) {}
