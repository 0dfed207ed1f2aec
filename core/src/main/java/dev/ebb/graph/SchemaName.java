package dev.ebb.graph;

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

  /** The bare name. */
  @Override
  public String toString() {
    return value;
  }
}
