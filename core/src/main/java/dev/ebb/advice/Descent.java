package dev.ebb.advice;

import java.time.Duration;
import java.util.List;

/**
 * What taking the suspected migrations back would mean today.
 *
 * @param refusals why it would fail or is refused, with what to do; empty if nothing is known that
 *     speaks against it
 * @param things what it would take away that holds something, as a person would say it
 * @param bytes how much that is, as far as that is known
 * @param kept whether all that can be kept, so that it comes back with the next way up
 * @param keeping how long that takes, about
 * @param returning what these migrations destroyed and Ebb kept: it comes back by itself
 * @param unknown what could not be told, as sentences without a full stop
 */
public record Descent(
    List<Refusal> refusals,
    List<String> things,
    long bytes,
    boolean kept,
    Duration keeping,
    List<KeptThing> returning,
    List<String> unknown) {
  public Descent {
    refusals = List.copyOf(refusals);
    things = List.copyOf(things);
    returning = List.copyOf(returning);
    unknown = List.copyOf(unknown);
  }

  /** Why it cannot be done as things are. */
  public record Refusal(String why, String remedy) {}

  /**
   * Something that is stored in {@code ebb_keep}; by its number there.
   *
   * @param overwritten whether it is what an update has written over: of rows that had no value
   *     nothing is stored
   */
  public record KeptThing(long id, String title, long rows, boolean overwritten) {}

  /** Whether nothing is known that speaks against it. */
  public boolean works() {
    return refusals.isEmpty();
  }

  /** Whether it takes nothing away for good. */
  public boolean losesNothing() {
    return (things.isEmpty() || kept) && unknown.isEmpty();
  }
}
