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
 * @param calm whether a change of its rows sets off nothing else: no trigger, no rule, no reference
 *     that changes other rows, and no partitions
 * @param bytes on disk, without indexes; of partitions nothing is counted
 * @param sequences those that its columns own
 */
record Table(
    long oid,
    SqlName name,
    boolean partitioned,
    long root,
    List<Column> columns,
    List<List<String>> keys,
    boolean changesRows,
    boolean inherits,
    boolean calm,
    long bytes,
    List<Owned> sequences) {
  /** Up to here it is cheaper to store values as text in a row than to create a table for them. */
  private static final long SMALL = 256 << 10;

  Table {
    columns = List.copyOf(columns);
    keys = List.copyOf(keys);
    sequences = List.copyOf(sequences);
  }

  /** A sequence of a column, by the column's number. */
  record Owned(SqlName name, int column) {}

  /** Whether a copy of it is better put into a row than into a table of its own. */
  boolean small() {
    return !partitioned && bytes <= SMALL && !data().isEmpty();
  }

  /** The sequences that these columns own. */
  List<Owned> sequencesOf(Collection<Column> owners) {
    return sequences.stream()
        .filter(s -> owners.stream().anyMatch(c -> c.number() == s.column()))
        .toList();
  }

  Table with(List<Column> allColumns, List<List<String>> allKeys, List<Owned> owned) {
    return new Table(
        oid,
        name,
        partitioned,
        root,
        allColumns,
        allKeys,
        changesRows,
        inherits,
        calm,
        bytes,
        owned);
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
