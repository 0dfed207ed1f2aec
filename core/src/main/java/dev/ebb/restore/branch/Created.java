package dev.ebb.restore.branch;

import java.time.Duration;

/**
 * A branch that was just made.
 *
 * @param branch the branch
 * @param pause how long nobody could connect to the database
 * @param sessionsEnded how many sessions were ended for it
 */
public record Created(Branch branch, Duration pause, int sessionsEnded) {}
