package dev.ebb.loss;

import dev.ebb.sql.ObjectKind;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the text of one statement says it may take away. It errs on the side of caution: what it
 * cannot tell from the text it calls code, and only {@link Nothing} is a promise.
 */
public sealed interface Touch {

  /** What a statement may take away. Pure. */
  static Touch of(Statement statement) {
    return TouchReader.read(statement);
  }

  /** It takes nothing away, whatever is in the database. */
  record Nothing() implements Touch {}

  /**
   * It adds rows: only code that this sets off could take something away, a trigger, a rule, a
   * function.
   *
   * @param calls as in {@link Calls}
   */
  record Adds(List<SqlName> calls) implements Touch {
    /** Copies the list. */
    public Adds {
      calls = List.copyOf(calls);
    }
  }

  /**
   * Only a function that it calls could take something away.
   *
   * @param calls names that may be functions, beyond those that PostgreSQL brings and everybody
   *     uses; never empty
   */
  record Calls(List<SqlName> calls) implements Touch {
    /** Copies the list. */
    public Calls {
      calls = List.copyOf(calls);
    }
  }

  /**
   * A table or column is called something else from here on.
   *
   * @param column null if the table itself gets another name
   * @param name null if it stays
   * @param namespace null if it stays
   */
  record Renames(
      SqlName table, @Nullable String column, @Nullable String name, @Nullable String namespace)
      implements Touch {}

  /**
   * It drops objects; which of them hold data, the catalog knows.
   *
   * @param kind null if the text does not tell
   * @param names empty if the text does not tell
   */
  record Drops(@Nullable ObjectKind kind, List<SqlName> names, boolean cascade) implements Touch {
    /** Copies the list. */
    public Drops {
      names = List.copyOf(names);
    }
  }

  /** {@code ALTER TABLE} that drops columns or gives them another type. */
  record AltersTable(SqlName table, List<String> dropped, List<Retype> retyped) implements Touch {
    /** Copies the lists. */
    public AltersTable {
      dropped = List.copyOf(dropped);
      retyped = List.copyOf(retyped);
    }
  }

  /**
   * A column that gets another type.
   *
   * @param type as the statement writes it
   * @param computed whether a {@code USING} more than a plain cast says how values change
   */
  record Retype(String column, String type, boolean computed) {}

  /** It deletes, changes or truncates rows of tables that the text names. */
  record ChangesRows(List<Target> targets, boolean cascade) implements Touch {
    /** Copies the list. */
    public ChangesRows {
      targets = List.copyOf(targets);
    }
  }

  /**
   * A table whose rows are meant.
   *
   * @param columns that an update assigns; empty if the text does not tell, or for the others
   */
  record Target(SqlName table, How how, List<String> columns) {
    /** Copies the list. */
    public Target {
      columns = List.copyOf(columns);
    }
  }

  /** What happens to rows. */
  enum How {
    /** They are deleted. */
    DELETE,
    /** Values in them change. */
    UPDATE,
    /** The table is emptied. */
    TRUNCATE
  }

  /** It runs code: what that does shows only when it runs. */
  record RunsCode(String what) implements Touch {}

  /** It takes something away that cannot be followed from outside. */
  record Opaque(String what) implements Touch {}
}
