package dev.ebb.graph;

import org.jspecify.annotations.Nullable;

/**
 * Names a schema: one logical database with migrations of its own. Not a PostgreSQL namespace.
 *
 * @param value not blank, without white space or path separators
 */
public record SchemaName(String value) implements Comparable<SchemaName> {

  public SchemaName {
    if (value.isEmpty() || value.chars().anyMatch(SchemaName::unfit)) {
      throw new IllegalArgumentException("not a schema name: \"" + value + "\"");
    }
  }

  private static boolean unfit(int c) {
    return Character.isWhitespace(c) || Character.isISOControl(c) || c == '/' || c == '\\';
  }

  /** Orders by name. */
  @Override
  public int compareTo(SchemaName other) {
    return value.compareTo(other.value);
  }

  // Written out because what a record brings is put together at run time, in every process anew: 5
  // to 10 ms for something that every start needs.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SchemaName name && value.equals(name.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  /** The bare name. */
  @Override
  public String toString() {
    return value;
  }
}
