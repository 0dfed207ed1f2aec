package dev.ebb.keep;

import dev.ebb.sql.SqlName;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A live table, as it is in this moment of the transaction.
 *
 * @param oid by which it is known whatever it is called
 * @param name with its namespace
 * @param partitioned whether its rows are in partitions
 * @param root the partitioned table above it, if it is a partition; else itself
 * @param columns in their order
 * @param keys the primary key first, then what else is unique and never null
 * @param changesRows whether a trigger changes rows before they are written
 * @param inherits whether it has a parent or children other than partitions
 */
record Table(
    long oid,
    SqlName name,
    boolean partitioned,
    long root,
    List<Column> columns,
    List<List<String>> keys,
    boolean changesRows,
    boolean inherits) {

  Table {
    columns = List.copyOf(columns);
    keys = List.copyOf(keys);
  }

  /** What to select from to get its own rows. */
  String from() {
    return partitioned ? name.toSql() : "ONLY " + name.toSql();
  }

  /** The columns whose values are data, and not computed. */
  List<Column> data() {
    return columns.stream().filter(c -> !c.generated()).toList();
  }

  /** The column of that name; null if there is none. */
  @Nullable Column column(String column) {
    return columns.stream().filter(c -> c.name().equals(column)).findFirst().orElse(null);
  }

  /** The columns of those names that there are. */
  List<Column> columns(Collection<String> names) {
    return columns.stream().filter(c -> names.contains(c.name())).toList();
  }

  /** The first key that none of these columns is part of; empty if there is none. */
  List<Column> keyWithout(Collection<String> others) {
    return keys.stream()
        .filter(key -> key.stream().noneMatch(others::contains))
        .findFirst()
        .map(key -> key.stream().map(this::present).toList())
        .orElse(List.of());
  }

  private Column present(String column) {
    Column found = column(column);
    if (found == null) {
      throw new IllegalStateException("no column " + column + " in " + name);
    }
    return found;
  }

  /** Where a live row {@code t} has the key of a stored row {@code k}. */
  static String match(List<Column> key) {
    return key.stream().map(c -> c.matches("t", "k")).collect(Collectors.joining(" AND "));
  }

  /** Names as SQL, with commas. */
  static String list(List<Column> columns) {
    return columns.stream().map(Column::sql).collect(Collectors.joining(", "));
  }
}
