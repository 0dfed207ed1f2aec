package dev.ebb.cloud.service;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A moment as a provider can be asked for it.
 *
 * @param at its time; null if only the place in the log is known
 * @param lsn the place in the log of writes; null if nobody knows
 * @param backup the provider's own backup that is meant; null for none
 * @param words for people
 */
public record Wanted(
    @Nullable Instant at, @Nullable String lsn, @Nullable String backup, String words) {}
