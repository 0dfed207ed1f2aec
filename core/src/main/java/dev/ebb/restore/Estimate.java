package dev.ebb.restore;

import java.time.Duration;

/**
 * What something is expected to cost.
 *
 * @param time from its beginning to its end
 * @param pause how long nobody can work in the database
 * @param disk bytes that it takes on top of what is taken now
 */
public record Estimate(Duration time, Duration pause, long disk) {}
