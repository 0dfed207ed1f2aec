package dev.ebb.run;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to pause before trying again: twice as long each time, up to half a minute, and never
 * quite the same for two processes, so that they do not collide again in step.
 */
final class Patience {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final RandomGenerator random;

  Patience(RandomGenerator random) {
    this.random = random;
  }

  /** The pause after an attempt, counted from 1. */
  Duration pause(int attempt) {
    long doubled = FIRST.toMillis() << Math.min(attempt - 1, 16);
    long capped = Math.min(doubled, LONGEST.toMillis());
    return Duration.ofMillis(capped / 2 + random.nextLong(capped / 2 + 1));
  }
}
