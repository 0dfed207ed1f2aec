package dev.ebb.rows;

import java.util.List;

/** A type, as far as one must know it to write values of it. */
sealed interface ValueType {

  /**
   * One that is not made of others.
   *
   * @param name without its namespace
   * @param category as in {@code pg_type}: {@code N} for numbers, {@code S} for texts, …
   * @param modifier as in {@code pg_attribute}; -1 for none
   */
  record Scalar(String name, String category, int modifier) implements ValueType {}

  /** A list of labels, in their order. */
  record Enumerated(List<String> labels) implements ValueType {
    public Enumerated {
      labels = List.copyOf(labels);
    }
  }

  /**
   * Another type with conditions.
   *
   * @param oid tells domains apart
   * @param base what its values are
   * @param baseSql the same as SQL
   * @param checks conditions on {@code VALUE}
   */
  record Domain(long oid, ValueType base, String baseSql, List<String> checks)
      implements ValueType {
    public Domain {
      checks = List.copyOf(checks);
    }
  }

  /** An array; the delimiter stands between its elements. */
  record Many(ValueType element, String delimiter) implements ValueType {}

  /** A row type. */
  record Composite(List<ValueType> attributes) implements ValueType {
    public Composite {
      attributes = List.copyOf(attributes);
    }
  }

  /** A range of another type. */
  record Range(ValueType of) implements ValueType {}

  /** Several ranges. */
  record Multirange(Range of) implements ValueType {}
}
