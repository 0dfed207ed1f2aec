package dev.ebb.advice;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How long ways took when each was practised last, made to fit the database as it is now.
 *
 * @param times for each way that led back then
 */
public record Drilled(Map<Way, Time> times) {
  /** Defends itself against later changes of its parts. */
  public Drilled {
    times = Map.copyOf(times);
  }

  /**
   * One of them.
   *
   * @param took how long it would take now
   * @param at when it was practised
   */
  public record Time(Duration took, Instant at) {}

  Optional<Time> time(Way way) {
    return Optional.ofNullable(times.get(way));
  }
}
