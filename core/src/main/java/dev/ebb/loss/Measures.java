package dev.ebb.loss;

import dev.ebb.db.Row;
import dev.ebb.loss.Extent.Accuracy;
import dev.ebb.loss.LossReader.Limits;
import dev.ebb.sql.Cursor;
import dev.ebb.sql.Quote;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Measures how much data there is in tables and columns: exactly where that is cheap. */
final class Measures {
  private static final String SIZE =
      """
      WITH RECURSIVE tree(oid) AS (
        SELECT :oid::pg_catalog.oid
        UNION
        SELECT i.inhrelid FROM tree JOIN pg_catalog.pg_inherits i ON i.inhparent = tree.oid)
      SELECT coalesce(sum(pg_catalog.pg_relation_size(c.oid)), 0)::bigint
               / pg_catalog.current_setting('block_size')::bigint AS pages,
             coalesce(sum(pg_catalog.pg_total_relation_size(c.oid)), 0)::bigint AS bytes,
             coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint AS rows
        FROM tree JOIN pg_catalog.pg_class c USING (oid)
       WHERE c.oid = :oid OR c.relispartition OR :children
      """;

  // Of tables that have no children.
  private static final String MANY_SIZES =
      """
      SELECT c.oid::bigint AS oid, greatest(c.reltuples, 0)::bigint AS rows,
             pg_catalog.pg_relation_size(c.oid)
               / pg_catalog.current_setting('block_size')::bigint AS pages,
             pg_catalog.pg_total_relation_size(c.oid) AS bytes
        FROM pg_catalog.pg_class c
       WHERE c.oid IN (:oids) AND c.relkind = 'r'
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid)
      """;

  private static final String MANY_COLUMNS =
      """
      SELECT a.attrelid::bigint AS oid, pg_catalog.array_agg(a.attname::text) AS names
        FROM pg_catalog.pg_attribute a
       WHERE a.attrelid IN (:oids) AND a.attnum > 0 AND NOT a.attisdropped
       GROUP BY a.attrelid
      """;

  private static final String NO_SAMPLE = "'{}'::text[] AS sample";

  // Of tables up to that size many are counted by one question.
  private static final int FEW_PAGES = 64;

  private final Asking asking;
  private final Limits limits;
  private final Map<String, Size> sizes = new HashMap<>();
  private final Map<Long, Set<String>> columns = new HashMap<>();
  private final Map<String, Counted> counts = new HashMap<>();

  /**
   * How large a table is.
   *
   * @param rows as the server last reckoned; 0 if it never did
   */
  record Size(long pages, long bytes, long rows) {}

  /**
   * A measured loss.
   *
   * @param newer how many of its rows are younger than a row of the ledger; -1 if unknown
   */
  record Measured(Extent extent, List<String> sample, long newer) {
    static final Measured UNKNOWN = new Measured(Extent.UNKNOWN, List.of(), -1);

    /** Nothing that anybody could miss. */
    static final Measured NONE = new Measured(new Extent(0, 0, 0, Accuracy.EXACT), List.of(), -1);

    /** One thing that is no row and takes no room. */
    static final Measured ONE = new Measured(new Extent(1, 1, 0, Accuracy.EXACT), List.of(), -1);
  }

  Measures(Asking asking, Limits limits) {
    this.asking = asking;
    this.limits = limits;
  }

  /** Whether all rows of a table can be looked at in no time. */
  boolean isSmall(Thing table) {
    return size(table, true).pages() <= limits.pages();
  }

  /** The share of the pages of a table that may be looked at, as SQL; empty for all. */
  String part(Thing table) {
    return isSmall(table)
        ? ""
        : String.format(Locale.ROOT, " TABLESAMPLE SYSTEM (%.6f)", percent(table));
  }

  /** By how much to multiply what is found in {@link #part}. */
  double scale(Thing table) {
    return isSmall(table) ? 1 : 100 / percent(table);
  }

  private double percent(Thing table) {
    return Math.min(100, 100.0 * limits.sampled() / size(table, true).pages());
  }

  private Size size(Thing table, boolean children) {
    return sizes.computeIfAbsent(
        table.oid() + (children ? " and children" : ""),
        _ -> {
          Size size =
              asking
                  .one(
                      SIZE.replace(":oid", Long.toString(table.oid()))
                          .replace(":children", Boolean.toString(children)),
                      row -> new Size(row.int64("pages"), row.int64("bytes"), row.int64("rows")))
                  .value();
          return size == null ? new Size(Long.MAX_VALUE / 2, -1, 0) : size;
        });
  }

  /** Whether a table has a column of that name today. */
  boolean has(Thing table, String column) {
    return columns
        .computeIfAbsent(
            table.oid(),
            oid ->
                Set.copyOf(
                    asking
                        .session()
                        .query(
                            "SELECT attname::text FROM pg_catalog.pg_attribute"
                                + " WHERE attnum > 0 AND NOT attisdropped AND attrelid = "
                                + oid,
                            row -> row.text("attname"))))
        .contains(column);
  }

  /** Whether a table has a trigger of that name today. */
  boolean hasTrigger(Thing table, String name) {
    return asking
            .one(
                "SELECT true AS found FROM pg_catalog.pg_trigger WHERE NOT tgisinternal AND tgrelid = "
                    + table.oid()
                    + " AND tgname = "
                    + Quote.literal(name),
                row -> row.bool("found"))
            .value()
        != null;
  }

  /** A whole table, with its partitions but without what inherits from it. */
  Measured table(Thing table, @Nullable String newer) {
    Size size = size(table, false);
    if (size.pages() == 0) {
      return new Measured(new Extent(0, 0, size.bytes(), Accuracy.EXACT), List.of(), 0);
    }
    Counted counted = counted(tableSql(table, newer));
    if (counted == null) {
      Extent guess = new Extent(size.rows(), size.rows(), size.bytes(), Accuracy.PLANNED);
      return new Measured(size.rows() > 0 ? guess : unknownRows(size), List.of(), -1);
    }
    long rows = scaled(table, counted.rows());
    return new Measured(
        new Extent(rows, rows, size.bytes(), accuracy(table)),
        isSmall(table) ? counted.sample() : sample("t::text", tableFrom(table), ""),
        scaled(table, counted.newer()));
  }

  private String tableSql(Thing table, @Nullable String newer) {
    String from = tableFrom(table);
    return "SELECT count(*) AS n, 0::bigint AS v, 0::bigint AS b, "
        + newer(newer)
        + "::bigint AS y, "
        + (isSmall(table) ? sampleSql("t::text", from, "") : NO_SAMPLE)
        + from;
  }

  private String tableFrom(Thing table) {
    String only = table.isPartitioned() ? "" : "ONLY ";
    return " FROM " + only + table.live().toSql() + " AS t" + part(table);
  }

  private static Extent unknownRows(Size size) {
    return new Extent(-1, -1, size.bytes(), Accuracy.UNKNOWN);
  }

  /** A column, in children too. */
  Measured column(Thing table, String column, @Nullable String newer) {
    if (size(table, true).pages() == 0) {
      return new Measured(new Extent(0, 0, 0, Accuracy.EXACT), List.of(), 0);
    }
    Counted counted = counted(columnSql(table, column, newer));
    if (counted == null) {
      return Measured.UNKNOWN;
    }
    boolean ask = !isSmall(table) && counted.values() > 0;
    return new Measured(
        new Extent(
            scaled(table, counted.rows()),
            scaled(table, counted.values()),
            scaled(table, counted.bytes()),
            accuracy(table)),
        ask ? sample(value(column), columnFrom(table), filled(column)) : counted.sample(),
        scaled(table, counted.newer()));
  }

  private String columnSql(Thing table, String column, @Nullable String newer) {
    String value = value(column);
    String from = columnFrom(table);
    return "SELECT count(*) AS n, count(%1$s) AS v, coalesce(sum(pg_catalog.pg_column_size(%1$s)), 0)::bigint AS b, (%2$s FILTER (WHERE %1$s IS NOT NULL))::bigint AS y, "
            .formatted(value, newer == null ? "0 * count(*)" : newer(newer))
        + (isSmall(table) ? sampleSql(value, from, filled(column)) : NO_SAMPLE)
        + from;
  }

  private static String value(String column) {
    return "t." + Quote.identifier(column);
  }

  private static String filled(String column) {
    return " WHERE " + value(column) + " IS NOT NULL";
  }

  private String columnFrom(Thing table) {
    return " FROM " + table.live().toSql() + " AS t" + part(table);
  }

  /** How many rows, values and bytes, how many rows are newer, and some of the values. */
  private record Counted(long rows, long values, long bytes, long newer, List<String> sample) {
    static Counted of(Row row) {
      return new Counted(
          row.int64("n"),
          row.int64("v"),
          row.int64("b"),
          row.int64("y"),
          row.texts("sample").stream().distinct().toList());
    }
  }

  private @Nullable Counted counted(String sql) {
    Counted known = counts.get(sql);
    return known == null ? asking.one(sql, Counted::of).value() : known;
  }

  /**
   * A table or view, or a column, that a plan will take as far as its texts tell.
   *
   * @param column null for all of it
   * @param newer as in {@link #table(Thing, String)}
   */
  record Taken(Thing table, @Nullable String column, @Nullable String newer) {}

  /** Asks about many things at once: a question for each takes longer than the answers. */
  void know(List<Taken> all) {
    String oids =
        all.stream().map(t -> "" + t.table().oid()).distinct().collect(Collectors.joining(", "));
    asking.all(
        MANY_SIZES.replace(":oids", oids),
        row -> {
          Size size = new Size(row.int64("pages"), row.int64("bytes"), row.int64("rows"));
          sizes.put(row.int64("oid") + " and children", size);
          return sizes.put(row.int64("oid") + "", size);
        });
    asking.all(
        MANY_COLUMNS.replace(":oids", oids),
        row -> columns.put(row.int64("oid"), Set.copyOf(row.texts("names"))));
    asking.together(
        all.stream().map(this::question).filter(Objects::nonNull).toList(),
        Counted::of,
        counts::put);
  }

  private @Nullable String question(Taken taken) {
    Size size = sizes.get(taken.table().oid() + "");
    String column = taken.column();
    if (size == null || size.pages() == 0 || size.pages() > FEW_PAGES) {
      return null;
    }
    if (column == null) {
      return tableSql(taken.table(), taken.newer());
    }
    return has(taken.table(), column) ? columnSql(taken.table(), column, taken.newer()) : null;
  }

  // Counts the rows that the transaction of another row does not precede.
  private static String newer(@Nullable String ledgerAge) {
    return ledgerAge == null
        ? "0"
        : "count(CASE WHEN pg_catalog.age(t.xmin) < " + ledgerAge + " THEN 1 END)";
  }

  private long scaled(Thing table, long found) {
    return Math.round(found * scale(table));
  }

  private Accuracy accuracy(Thing table) {
    return isSmall(table) ? Accuracy.EXACT : Accuracy.SAMPLED;
  }

  /** Up to three values, unreadable: the server replaces each letter and digit. */
  private List<String> sample(String value, String from, String where) {
    List<String> found =
        asking.one("SELECT " + sampleSql(value, from, where), row -> row.texts("sample")).value();
    return found == null ? List.of() : found.stream().distinct().toList();
  }

  private static String sampleSql(String value, String from, String where) {
    return "(SELECT coalesce(pg_catalog.array_agg(s.v), '{}')::text[] FROM (SELECT "
        + masked(value)
        + " AS v"
        + from
        + where
        + " LIMIT 3) s) AS sample";
  }

  /** A value as SQL of which only its shape can be read. */
  static String masked(String value) {
    String start = "pg_catalog.left((" + value + ")::text, 60)";
    String digits = "pg_catalog.regexp_replace(" + start + ", '[0-9]', '9', 'g')";
    String letters =
        "pg_catalog.regexp_replace(" + digits + ", '[^9[:space:][:punct:]]', 'x', 'g')";
    return "pg_catalog.regexp_replace(" + letters + ", '[[:space:]]', ' ', 'g')";
  }

  /**
   * How many rows a plain DELETE or UPDATE would change.
   *
   * @param columns whose values would go, under the names that they have today; empty for all
   */
  Extent rows(Thing table, String statement, List<String> columns) {
    RowStatement pieces = table.keepsNames() ? RowStatement.of(statement) : null;
    if (pieces != null && pieces.tame() && isSmall(table)) {
      String filled =
          columns.isEmpty()
              ? "true"
              : columns.stream()
                  .map(c -> Quote.identifier(c) + " IS NOT NULL")
                  .collect(Collectors.joining(" OR "));
      Extent exact =
          asking
              .one(
                  "SELECT count(*) AS n, count(CASE WHEN "
                      + filled
                      + " THEN 1 END) AS v"
                      + pieces.from(),
                  row -> extent(table, row.int64("n"), row.int64("v"), Accuracy.EXACT))
              .value();
      if (exact != null) {
        return exact;
      }
    }
    return planned(table, statement);
  }

  // Their share of the table, as if all rows were of one size.
  private Extent extent(Thing table, long rows, long values, Accuracy accuracy) {
    Size size = size(table, true);
    long all = Math.max(rows, size.rows() > 0 ? size.rows() : rowsOf(table));
    long bytes = all == 0 ? 0 : Math.round((double) size.bytes() * rows / all);
    return new Extent(rows, values, size.bytes() < 0 ? -1 : bytes, accuracy);
  }

  // The planner tells of the tree; the rows that a change gets are those of the node below it.
  private Extent planned(Thing table, String statement) {
    Long rows =
        asking
            .one(
                "EXPLAIN (FORMAT JSON) " + statement,
                row -> {
                  long most = 0;
                  String plan = String.valueOf(row.textAt(0));
                  int nodes = 0;
                  for (int at = plan.indexOf("\"Plan Rows\":"); at >= 0 && nodes < 2; nodes++) {
                    String rest = plan.substring(at + 12);
                    most =
                        Math.max(
                            most, Long.parseLong(rest.substring(0, rest.indexOf(',')).strip()));
                    at = plan.indexOf("\"Plan Rows\":", at + 1);
                  }
                  return most;
                })
            .value();
    return rows == null ? Extent.UNKNOWN : extent(table, rows, rows, Accuracy.PLANNED);
  }

  // The server has not reckoned yet how many rows there are.
  private long rowsOf(Thing table) {
    Long rows =
        isSmall(table)
            ? asking
                .one("SELECT count(*) AS n FROM " + table.live().toSql(), row -> row.int64("n"))
                .value()
            : null;
    return rows == null ? 0 : rows;
  }

  /** How far a sequence has counted. */
  List<String> counted(Thing sequence) {
    Long last =
        asking
            .one(
                "SELECT last_value FROM " + sequence.live().toSql(), row -> row.int64("last_value"))
            .value();
    return last == null ? List.of() : List.of("it had counted to " + last);
  }

  /**
   * The pieces of a plain {@code DELETE} or {@code UPDATE}, from which to ask how many rows it
   * would change without changing any.
   *
   * @param target the table with its alias, as the statement writes them
   * @param others what else it reads, behind {@code USING} or {@code FROM}; empty if nothing
   * @param where the condition; null for all rows
   * @param tame whether it calls only functions that everybody knows
   */
  record RowStatement(String target, String others, @Nullable String where, boolean tame) {

    /** The pieces; null for a statement that begins otherwise. */
    static @Nullable RowStatement of(String text) {
      Cursor cursor = Cursor.over(text);
      boolean tame = TouchReader.calls(Cursor.over(text)) instanceof Touch.Nothing;
      boolean delete = cursor.accept("delete", "from");
      if (!delete && !cursor.accept("update")) {
        return null;
      }
      String target = upTo(text, cursor, Set.of("using", "set", "where", "returning"));
      if (!delete) {
        cursor.accept("set");
        upTo(text, cursor, Set.of("from", "where", "returning"));
      }
      String others =
          cursor.accept(delete ? "using" : "from")
              ? upTo(text, cursor, Set.of("where", "returning"))
              : "";
      String where = cursor.accept("where") ? upTo(text, cursor, Set.of("returning")) : null;
      return where != null && where.toLowerCase(java.util.Locale.ROOT).startsWith("current of")
          ? null
          : new RowStatement(target, others, where, tame);
    }

    /** What to put behind {@code SELECT count(*)}. */
    String from() {
      if (where == null && others.isEmpty()) {
        return " FROM " + target;
      }
      String condition = where == null ? "true" : where;
      return others.isEmpty()
          ? " FROM " + target + " WHERE " + condition
          : " FROM "
              + target
              + " WHERE EXISTS (SELECT FROM "
              + others
              + " WHERE "
              + condition
              + ")";
    }

    // A comment at its end must not swallow what is put behind it.
    private static String upTo(String text, Cursor cursor, Set<String> words) {
      int start = cursor.offset();
      while (!cursor.atEnd()) {
        if (words.stream().anyMatch(cursor::sees)) {
          return text.substring(start, cursor.offset()).strip() + "\n";
        }
        if (!cursor.accept("distinct", "from") && !cursor.acceptParentheses()) {
          cursor.skip();
        }
      }
      return text.substring(start).strip() + "\n";
    }
  }
}
