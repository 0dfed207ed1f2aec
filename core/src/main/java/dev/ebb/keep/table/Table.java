package dev.ebb.keep.table;

import dev.ebb.sql.SqlName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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
 * @param calm whether a change of its values sets off nothing else: no trigger, no rule, no
 *     reference that changes other rows, and no partitions
 * @param bytes on disk, without indexes; of partitions nothing is counted
 * @param sequences those that its columns own
 */
public record Table(
    long oid,
    SqlName name,
    boolean partitioned,
    long root,
    List<Column> columns,
    List<Key> keys,
    boolean changesRows,
    boolean inherits,
    boolean calm,
    long bytes,
    List<Owned> sequences) {
  /** Up to here it is cheaper to store values as text in a row than to create a table for them. */
  public static final long SMALL = 256 << 10;

  public Table {
    columns = List.copyOf(columns);
    keys = List.copyOf(keys);
    sequences = List.copyOf(sequences);
  }

  /**
   * Columns of which no two rows have the same values, and none is null.
   *
   * @param version another one as soon as anything about the index has changed
   */
  public record Key(List<String> columns, long index, String version) {
    public Key {
      columns = List.copyOf(columns);
    }
  }

  /** A sequence of a column, by the column's number. */
  public record Owned(long oid, SqlName name, int column) {}

  /** Whether a copy of it is better put into a row than into a table of its own. */
  public boolean small() {
    return !partitioned && bytes <= SMALL && !data().isEmpty();
  }

  /** The sequences that these columns own. */
  public List<Owned> sequencesOf(Collection<Column> owners) {
    return sequences.stream()
        .filter(s -> owners.stream().anyMatch(c -> c.number() == s.column()))
        .toList();
  }

  public Table with(List<Column> allColumns, List<Key> allKeys, List<Owned> owned) {
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
  public String from() {
    return partitioned ? name.toSql() : "ONLY " + name.toSql();
  }

  /** The columns whose values are data, and not computed. */
  public List<Column> data() {
    return columns.stream().filter(c -> !c.generated()).toList();
  }

  /** The column of that name; null if there is none. */
  public @Nullable Column column(String column) {
    return columns.stream().filter(c -> c.name().equals(column)).findFirst().orElse(null);
  }

  /** The columns of those names that there are. */
  public List<Column> columns(Collection<String> names) {
    return columns.stream().filter(c -> names.contains(c.name())).toList();
  }

  /** The first key that none of these columns is part of; empty if there is none. */
  public List<Column> keyWithout(Collection<String> others) {
    return indexWithout(others)
        .map(key -> key.columns().stream().map(this::present).toList())
        .orElse(List.of());
  }

  /** The index of that key. */
  public Optional<Key> indexWithout(Collection<String> others) {
    return keys.stream()
        .filter(key -> key.columns().stream().noneMatch(others::contains))
        .findFirst();
  }

  /** What is left of it, and known, when these columns are gone. */
  public Table without(Collection<String> dropped) {
    List<Column> gone = columns(dropped);
    List<Integer> numbers = gone.stream().map(Column::number).toList();
    return with(
        columns.stream().filter(c -> !gone.contains(c)).toList(),
        keys.stream().filter(k -> k.columns().stream().noneMatch(dropped::contains)).toList(),
        sequences.stream().filter(s -> !numbers.contains(s.column())).toList());
  }

  private Column present(String column) {
    Column found = column(column);
    if (found == null) {
      throw new IllegalStateException("no column " + column + " in " + name);
    }
    return found;
  }

  /** Where a live row {@code t} has the key of a stored row {@code k}. */
  public static String match(List<Column> key) {
    return key.stream().map(c -> c.matches("t", "k")).collect(Collectors.joining(" AND "));
  }

  /** Names as SQL, with commas. */
  public static String list(List<Column> columns) {
    return columns.stream().map(Column::sql).collect(Collectors.joining(", "));
  }
}
