package dev.ebb.loss;

import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import java.util.List;

/**
 * One thing that a change takes away for good, unless it is kept. What PostgreSQL can compute anew
 * (indexes, views, materialized views, generated columns) is none.
 */
public sealed interface Loss {
  /** What it is about, as a person would say it: {@code column public.users.email}. */
  String title();

  /** A table goes, with its rows. */
  record TableDropped(SqlName table) implements Loss {
    @Override
    public String title() {
      return "table " + table;
    }
  }

  /** A column goes, with its values. */
  record ColumnDropped(SqlName table, String column) implements Loss {
    @Override
    public String title() {
      return "column " + table + "." + Quote.identifier(column);
    }
  }

  /** Rows of a table are deleted; how many, only the run tells. */
  record RowsDeleted(SqlName table) implements Loss {
    @Override
    public String title() {
      return "rows of " + table;
    }
  }

  /**
   * Values are overwritten.
   *
   * @param columns those that are assigned; empty if that is not known
   */
  record ValuesChanged(SqlName table, List<String> columns) implements Loss {
    /** Copies the list. */
    public ValuesChanged {
      columns = List.copyOf(columns);
    }

    @Override
    public String title() {
      return columns.isEmpty()
          ? "values in " + table
          : "values of "
              + table
              + "."
              + String.join(", ", columns.stream().map(Quote::identifier).toList());
    }
  }

  /** All rows of a table go. */
  record TableTruncated(SqlName table) implements Loss {
    @Override
    public String title() {
      return "all rows of " + table;
    }
  }

  /** A column gets a type in which not every value survives as it is. */
  record TypeNarrowed(SqlName table, String column, String from, String to) implements Loss {
    @Override
    public String title() {
      return "values of %s.%s that do not survive from %s to %s"
          .formatted(table, Quote.identifier(column), from, to);
    }
  }

  /** A sequence that belongs to no column goes, and with it how far it had counted. */
  record SequenceDropped(SqlName sequence) implements Loss {
    @Override
    public String title() {
      return "sequence " + sequence;
    }
  }

  /** Something goes that holds no data, and does its work no more: a trigger, a policy. */
  record ObjectDropped(String title) implements Loss {}
}
