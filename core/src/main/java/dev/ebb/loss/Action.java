package dev.ebb.loss;

import dev.ebb.sql.SqlName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one statement does to a table, in so far as it takes something away or asks something of the
 * rows that are there. Names and expressions are as the statement writes them.
 */
sealed interface Action {

  /** A column goes, and with CASCADE what depends on it. */
  record DropColumn(String column, boolean cascade) implements Action {}

  /**
   * A column comes.
   *
   * @param type if it is somebody's own, perhaps a domain; null if PostgreSQL brings it
   * @param required whether the statement says that it may not be null
   * @param filling what rows that are there get, as far as the statement says it
   */
  record AddColumn(String column, @Nullable SqlName type, boolean required, Filling filling)
      implements Action {}

  /** What a new column holds in rows that are there. */
  enum Filling {
    /** What its type says, or null. */
    UNSAID,
    /** Null, whatever its type says. */
    NULL,
    /** A value. */
    VALUE
  }

  /**
   * A column gets another type.
   *
   * @param type as the statement writes it
   * @param using how the values change, as SQL; null if it is left to PostgreSQL
   */
  record Retype(String column, String type, @Nullable String using) implements Action {}

  /** A column may not be null any more. */
  record NotNull(String column) implements Action {}

  /**
   * No two rows may be alike in these.
   *
   * @param keys columns and expressions, as SQL
   * @param where for which rows that counts, as SQL; null for all
   * @param nullsAlike whether nulls count as alike
   * @param primary whether they may not be null either
   */
  record Unique(List<String> keys, @Nullable String where, boolean nullsAlike, boolean primary)
      implements Action {
    /** Copies the list. */
    public Unique {
      keys = List.copyOf(keys);
    }
  }

  /** This must not be false for any row. */
  record Check(String condition) implements Action {}

  /**
   * Each row must find another one elsewhere.
   *
   * @param others empty for the primary key of the other table
   */
  record ForeignKey(List<String> columns, SqlName other, List<String> others) implements Action {
    /** Copies the lists. */
    public ForeignKey {
      columns = List.copyOf(columns);
      others = List.copyOf(others);
    }
  }

  /** A constraint that is there already must hold for all rows from now on. */
  record Validate(String constraint) implements Action {}

  /** A constraint goes. */
  record DropConstraint(String constraint) implements Action {}

  /**
   * No two rows may be in these relations to each other, all of them at once.
   *
   * @param keys columns and expressions, as SQL
   * @param operators one for each
   * @param where for which rows that counts, as SQL; null for all
   */
  record Exclude(List<String> keys, List<String> operators, @Nullable String where)
      implements Action {
    /** Copies the lists. */
    public Exclude {
      keys = List.copyOf(keys);
      operators = List.copyOf(operators);
    }
  }

  /** A table becomes a partition of this one. */
  record Attach(SqlName partition, Bound bound) implements Action {}

  /**
   * Which rows belong to a partition. Values are SQL, as the statement writes them.
   *
   * @param sort in which way the others are meant
   * @param values those of a list, the lower end of a range, or modulus and remainder
   * @param end the upper end of a range; else empty
   */
  record Bound(Sort sort, List<String> values, List<String> end) {
    static final Bound REST = new Bound(Sort.DEFAULT, List.of(), List.of());

    /** Copies the lists. */
    public Bound {
      values = List.copyOf(values);
      end = List.copyOf(end);
    }

    /** How a partition says what belongs to it. */
    enum Sort {
      /** What belongs to no other. */
      DEFAULT,
      IN,
      RANGE,
      HASH
    }
  }
}
