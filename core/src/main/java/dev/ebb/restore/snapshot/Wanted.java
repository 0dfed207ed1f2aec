package dev.ebb.restore.snapshot;

import dev.ebb.sql.Quote;
import java.util.List;

/**
 * What of a table is to come back.
 *
 * @param namespace its namespace, as the catalog has it
 * @param table its name, as the catalog has it
 * @param columns only values of these, for rows that are still there; if empty, rows that are gone
 * @param overwrite whether a value of the snapshot counts where another is there now; otherwise
 *     only where there is none
 */
public record Wanted(String namespace, String table, List<String> columns, boolean overwrite) {
  public Wanted {
    columns = List.copyOf(columns);
  }

  /** The table as SQL. */
  public String title() {
    return Quote.identifier(namespace) + "." + Quote.identifier(table);
  }
}
