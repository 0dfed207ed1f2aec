package dev.ebb.outofband;

/**
 * Names an out-of-band migration. There is one row of numbers for all schemas of a project.
 *
 * @param value at least 1
 */
public record OutOfBandId(int value) implements Comparable<OutOfBandId> {

  public OutOfBandId {
    if (value < 1) {
      throw new IllegalArgumentException("not the id of an out-of-band migration: " + value);
    }
  }

  /** Orders by number. */
  @Override
  public int compareTo(OutOfBandId other) {
    return Integer.compare(value, other.value);
  }

  /** The bare number. */
  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
