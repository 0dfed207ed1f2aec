package dev.ebb.rows;

import dev.ebb.sql.Quote;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table that rows are made for.
 *
 * @param number as in {@code pg_attribute}
 * @param name as the server stores it
 * @param type what its values are
 * @param typeSql the same as SQL
 * @param required whether it refuses null, by itself or by its domain
 * @param given who gives its value if the row does not
 * @param fallback the expression that gives the value then; null if there is none
 */
record Column(
    int number,
    String name,
    ValueType type,
    String typeSql,
    boolean required,
    Given given,
    @Nullable String fallback) {

  /** Who gives a value if the row does not. */
  enum Given {
    /** Nobody: it is null. */
    NULL,
    /** An expression. */
    DEFAULT,
    /**
     * A sequence, as a default or as an identity. A row that brought its own value would leave the
     * sequence behind, and the next migration that inserts would collide with it.
     */
    SEQUENCE,
    /** The server alone: the column is generated. */
    COMPUTED
  }

  /** Whether rows usually bring a value for it. */
  boolean written() {
    return switch (given) {
      case NULL, DEFAULT -> true;
      case SEQUENCE, COMPUTED -> false;
    };
  }

  String sql() {
    return Quote.identifier(name);
  }
}
