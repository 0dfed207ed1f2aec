package dev.ebb.outofband;

import java.util.Optional;

/** What an out-of-band migration does to the rows: in one of three ways. */
public sealed interface Work {

  /** The order in which it goes through a table; empty if it finds its rows itself. */
  Optional<KeyWalk> walk();

  /**
   * Sets columns of a table; Ebb writes the SQL.
   *
   * @param up on the way up
   * @param down on the way back; present if and only if that takes work
   */
  record SetColumns(KeyWalk keys, Change up, Optional<Change> down) implements Work {
    @Override
    public Optional<KeyWalk> walk() {
      return Optional.of(keys);
    }
  }

  /**
   * Which rows get what.
   *
   * @param predicate SQL that is true for a row that still needs it, and false once it has it
   * @param set what stands behind SET in an UPDATE
   */
  record Change(String predicate, String set) {}

  /**
   * Runs SQL of the author.
   *
   * @param progress gives one row with one number: the share of the way up that is done, 0 to 1
   * @param up one batch on the way up
   * @param down one batch on the way back; present if and only if that takes work
   */
  record Scripts(
      Optional<KeyWalk> walk, BatchScript progress, BatchScript up, Optional<BatchScript> down)
      implements Work {}

  /**
   * Calls a class.
   *
   * @param className the binary name of an {@link OutOfBandTask} that the class path offers
   */
  record Code(Optional<KeyWalk> walk, String className) implements Work {}
}
