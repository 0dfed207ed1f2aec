package dev.ebb.ledger;

import dev.ebb.graph.MigrationId;
import java.time.Instant;

/**
 * A row of the history as the server's own bookkeeping sees it.
 *
 * @param id the migration
 * @param startedAt by the server's clock
 * @param finishedAt by the server's clock
 * @param age how many transactions ago the row was written last; the same as that of what its
 *     migration wrote in the same transaction. Grows with every transaction
 */
public record Trace(MigrationId id, Instant startedAt, Instant finishedAt, long age) {}
