package dev.ebb.rows;

import dev.ebb.sql.SqlName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of filling a database: for each table how many rows got in, and why none where none
 * did. Immutable.
 *
 * @param tables in the order in which they were filled
 */
public record Filling(List<Table> tables) {
  /** Defends itself against later changes of its parts. */
  public Filling {
    tables = List.copyOf(tables);
  }

  /** The tables that hold no row at all now. */
  public List<Table> empty() {
    return tables.stream().filter(table -> table.rows() == 0).toList();
  }

  /**
   * What became of one table.
   *
   * @param name the table
   * @param added how many rows it got
   * @param rows how many rows it holds now
   * @param why what the server said to a row that it refused last, or why none was tried; null if
   *     nothing was refused
   */
  public record Table(SqlName name, long added, long rows, @Nullable String why) {}
}
