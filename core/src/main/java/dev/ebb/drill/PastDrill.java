package dev.ebb.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An earlier drill, as its report tells it.
 *
 * @param schema of which schema
 * @param at when it began
 * @param good whether every way that was tried led back, and any was
 * @param quick whether its times tell nothing, since its server did not wait for the disk
 * @param ways how long each took that led back
 */
public record PastDrill(String schema, Instant at, boolean good, boolean quick, List<Timed> ways) {
  /** Defends itself against later changes of its parts. */
  public PastDrill {
    ways = List.copyOf(ways);
  }

  /**
   * A way that led back.
   *
   * @param mishap after what, by its word
   * @param practice which
   * @param took how long
   * @param bytes with how much
   */
  public record Timed(String mishap, Practice practice, Duration took, long bytes) {}

  /**
   * How long a way would take with so many bytes, by the slowest time that it took here: in
   * proportion if they are more, and never less than it took. Empty if it was not practised.
   */
  public Optional<Duration> estimate(Practice practice, long bytes) {
    return ways.stream()
        .filter(timed -> timed.practice() == practice)
        .map(timed -> scaled(timed, bytes))
        .max(Comparator.naturalOrder());
  }

  private static Duration scaled(Timed timed, long bytes) {
    double factor =
        timed.practice().scale() == Practice.Scale.NONE || timed.bytes() <= 0
            ? 1
            : Math.max(1, (double) bytes / timed.bytes());
    return Duration.ofMillis(Math.round(timed.took().toMillis() * factor));
  }
}
