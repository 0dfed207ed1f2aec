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
   * @param needsValue whether it may not be null, and nothing fills it in rows that are there
   */
  record AddColumn(String column, boolean needsValue) implements Action {}

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

  /** Something that is asked of the rows and that Ebb does not check. */
  record Unchecked(String what) implements Action {}
}
