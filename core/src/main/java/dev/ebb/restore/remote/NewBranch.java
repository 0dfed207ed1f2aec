package dev.ebb.restore.remote;

import dev.ebb.restore.pitr.Moment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A branch that somebody wants.
 *
 * @param name what it is to be called
 * @param moment whose state it is to begin with; null for now
 * @param expires when the provider is to delete it by itself; null for never
 * @param guarded whether it is to be guarded from being deleted
 */
public record NewBranch(
    String name, @Nullable Moment moment, @Nullable Instant expires, boolean guarded) {}
