package dev.ebb.advice;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How long ways took when they were practised last, made to fit the database as it is now.
 *
 * @param at when that was
 * @param times for each way that led back then
 */
public record Drilled(Instant at, Map<Way, Duration> times) {
  /** Defends itself against later changes of its parts. */
  public Drilled {
    times = Map.copyOf(times);
  }

  Optional<Duration> time(Way way) {
    return Optional.ofNullable(times.get(way));
  }
}
