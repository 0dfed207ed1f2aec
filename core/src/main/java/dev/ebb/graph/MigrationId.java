package dev.ebb.graph;

import org.jspecify.annotations.Nullable;

/**
 * Names a migration within its schema: a 64-bit number, by custom the second of its creation.
 *
 * @param value any number; negative ones occur in graphs that were stitched from old releases
 */
public record MigrationId(long value) implements Comparable<MigrationId> {

  // Written out, since the JVM makes up a record's own two at each start, which takes longer than
  // to read a thousand migrations.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MigrationId id && id.value == value;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(value);
  }

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
