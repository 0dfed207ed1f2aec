package dev.ebb.rows;

import dev.ebb.sql.SqlName;
import java.util.List;
import java.util.Optional;

/**
 * A table that takes rows of its own: an ordinary one, or a partition without partitions.
 *
 * @param oid its number on the server
 * @param name its name
 * @param columns in their order
 * @param checks what every row must satisfy, the bound of a partition among it
 * @param foreignKeys what must exist elsewhere
 * @param partOf the numbers of the partitioned tables that it belongs to
 */
record Table(
    long oid,
    SqlName name,
    List<Column> columns,
    List<Check> checks,
    List<ForeignKey> foreignKeys,
    List<Long> partOf) {

  Table {
    columns = List.copyOf(columns);
    checks = List.copyOf(checks);
    foreignKeys = List.copyOf(foreignKeys);
    partOf = List.copyOf(partOf);
  }

  Optional<Column> column(int number) {
    return columns.stream().filter(column -> column.number() == number).findFirst();
  }

  /** Whether a key that names this number means rows of this table, too. */
  boolean is(long wanted) {
    return oid == wanted || partOf.contains(wanted);
  }

  /**
   * A condition on a row.
   *
   * @param expression as the server writes it, columns without the table's name
   * @param columns the numbers of the columns in it
   */
  record Check(String expression, List<Integer> columns) {
    public Check {
      columns = List.copyOf(columns);
    }
  }

  /**
   * A key of another table, or of the same.
   *
   * @param columns the numbers of the columns that hold it
   * @param target the number of the table that has it
   * @param targetName the name of that table
   * @param targetSql the same as a query names it, without descendants where those do not count
   * @param targetColumns the columns there, numbers and names in the same order
   */
  record ForeignKey(
      List<Integer> columns,
      long target,
      SqlName targetName,
      String targetSql,
      List<KeyColumn> targetColumns) {
    public ForeignKey {
      columns = List.copyOf(columns);
      targetColumns = List.copyOf(targetColumns);
    }
  }

  /** A column of a key. */
  record KeyColumn(int number, String name) {}
}
