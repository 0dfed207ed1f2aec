package dev.ebb.restore.remote;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A branch at a provider's.
 *
 * @param name by which people mean it
 * @param id by which the provider means it
 * @param at the moment whose state it began with, or when it was made; null if nobody says
 * @param bytes its size with all that it shares
 * @param main whether it is the one that counts as the database
 * @param guarded whether the provider refuses to delete it
 * @param expires when the provider deletes it by itself; null for never
 * @param status the provider's own word for how it is
 */
public record RemoteBranch(
    String name,
    String id,
    @Nullable Instant at,
    long bytes,
    boolean main,
    boolean guarded,
    @Nullable Instant expires,
    String status) {}
