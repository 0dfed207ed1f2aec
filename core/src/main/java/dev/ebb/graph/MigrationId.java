package dev.ebb.graph;

/**
 * Names a migration within its schema: a 64-bit number, by custom the second of its creation.
 *
 * @param value any number; negative ones occur in graphs that were stitched from old releases
 */
public record MigrationId(long value) implements Comparable<MigrationId> {

  /** Orders by number. */
  @Override
  public int compareTo(MigrationId other) {
    return Long.compare(value, other.value);
  }

  /** The bare number. */
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
