package dev.ebb.dump;

import dev.ebb.sql.SqlName;
import java.util.List;

/**
 * What a dump holds of one table. Immutable.
 *
 * @param columns as the server stores their names, in the order of the fields
 * @param lines a row each, as COPY writes it, without line end
 * @param all how many rows the dump holds; more than these lines if only the first were read
 */
record DumpedTable(SqlName name, List<String> columns, List<String> lines, long all) {
  DumpedTable {
    columns = List.copyOf(columns);
    lines = List.copyOf(lines);
  }

  /** The fields of a row, escaped as COPY does it. */
  static String[] fields(String line) {
    return line.split("\t", -1);
  }
}
