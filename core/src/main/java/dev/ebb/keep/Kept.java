package dev.ebb.keep;

import dev.ebb.graph.Direction;
import dev.ebb.graph.MigrationId;
import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is or was kept: a row of {@code ebb_keep.catalogue}.
 *
 * @param id by which people name it
 * @param migration whose step destroyed it
 * @param direction in which
 * @param keptAt when
 * @param kind what sort of thing it is
 * @param table the table that it is of, by the name that it had then; for a sequence of its own,
 *     the sequence
 * @param oid the table's own number then
 * @param columns what is kept; for a sequence the column that owns it, if any
 * @param key the columns by which rows find their place again
 * @param matching how they do
 * @param store the table in {@code ebb_keep} that holds it; null if there is none, or none any more
 * @param rows how many rows or values
 * @param bytes how much disk it takes
 * @param checksum over all stored rows, in any order; of a large table that was moved as it is, the
 *     number of its rows and a sum over some of them; null if there is none
 * @param definition what it was, as SQL; null if not known
 * @param state what has become of it
 * @param settledAt when it was given back or purged; null if it was not
 * @param returned how many rows or values came back
 * @param left how many are still stored
 * @param note why some are left, or why it was not given back; null if there is nothing to say
 * @param toolVersion the version of Ebb that kept it
 */
public record Kept(
    long id,
    MigrationId migration,
    Direction direction,
    Instant keptAt,
    KeptKind kind,
    SqlName table,
    long oid,
    List<String> columns,
    List<String> key,
    Matching matching,
    @Nullable String store,
    long rows,
    long bytes,
    @Nullable String checksum,
    @Nullable String definition,
    State state,
    @Nullable Instant settledAt,
    long returned,
    long left,
    @Nullable String note,
    String toolVersion) {

  /** How stored rows find their place again. */
  public enum Matching {
    /** By the values of a key. */
    KEY,
    /** By all other values of the row, since the table has no key. */
    CONTENT,
    /** They do not: whole rows, or what only a person can put back. */
    NONE
  }

  /** What has become of a kept thing. */
  public enum State {
    /** It is stored. */
    KEPT,
    /** It was given back; what did not find its place is still stored. */
    RETURNED,
    /** It was thrown away. */
    PURGED
  }

  public Kept {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }

  /** Whether a person means its table by that: the bare name, or as SQL. */
  public boolean isOf(String name) {
    return table.name().equals(name) || table.toSql().equals(name);
  }

  /** What it is, as a person would say it. */
  public String title() {
    return title(kind, table, columns);
  }

  static String title(KeptKind kind, SqlName table, List<String> columns) {
    String names = columns.stream().map(Quote::identifier).collect(Collectors.joining(", "));
    return switch (kind) {
      case TABLE -> "table " + table;
      case COLUMNS -> (columns.size() == 1 ? "column " : "columns ") + table + "." + names;
      case ROWS -> "rows of " + table;
      case VALUES -> columns.isEmpty() ? "values in " + table : "values of " + table + "." + names;
      case SEQUENCE ->
          columns.isEmpty() ? "sequence " + table : "sequence of " + table + "." + names;
    };
  }

  /** How much of what is stored the checksum stands for, as a person would say it. */
  public String checked() {
    Moving.Sum moved = checksum == null ? null : Moving.Sum.read(checksum);
    if (moved != null) {
      String percent =
          new BigDecimal(moved.percent())
              .round(new MathContext(2))
              .stripTrailingZeros()
              .toPlainString();
      return "moved as it was; its checksum stands for the number of its rows and "
          + percent
          + " % of them";
    }
    return checksum == null ? "without a checksum" : "its checksum stands for all of it";
  }

  /** The table that holds it, as SQL. */
  String storeSql() {
    return Store.NAMESPACE + "." + Quote.identifier(String.valueOf(store));
  }
}
