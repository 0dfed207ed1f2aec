package dev.ebb.advice;

import dev.ebb.restore.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One way out, weighed.
 *
 * @param way which
 * @param detail which one of its sort, or what about; empty if there is only one
 * @param conditions what has to be so, as found; it works if none is unmet
 * @param price what it takes away
 * @param time how long it takes, about; empty if nobody knows
 * @param drill when that time was taken, if it is from a drill
 * @param command what does it, without the word {@code ebb}; empty if Ebb cannot do it
 * @param undo how to get back from there to where things are now
 * @param advised whether the decision tree comes to it, here and now
 */
public record Advice(
    Way way,
    String detail,
    List<Condition> conditions,
    Price price,
    Optional<Duration> time,
    Optional<Instant> drill,
    Optional<String> command,
    String undo,
    boolean advised) {
  public Advice {
    conditions = List.copyOf(conditions);
  }

  /** Whether nothing is known that would stop it. */
  public boolean works() {
    return conditions.stream().noneMatch(Condition.Unmet.class::isInstance);
  }

  /** With a time that was estimated, if any. */
  Advice(
      Way way,
      String detail,
      List<Condition> conditions,
      Price price,
      Optional<Duration> time,
      Optional<String> command,
      String undo,
      boolean advised) {
    this(way, detail, conditions, price, time, Optional.empty(), command, undo, advised);
  }

  Advice asAdvised(boolean yes) {
    return new Advice(way, detail, conditions, price, time, drill, command, undo, yes);
  }

  /** With the time that it took in a drill. */
  Advice asDrilled(Duration taken, Instant at) {
    return new Advice(
        way,
        detail,
        conditions,
        price,
        Optional.of(taken),
        Optional.of(at),
        command,
        undo,
        advised);
  }
}
