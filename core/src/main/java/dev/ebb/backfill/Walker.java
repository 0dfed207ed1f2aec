package dev.ebb.backfill;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.outofband.Declaration;
import dev.ebb.outofband.KeyRange;
import dev.ebb.outofband.KeyWalk;
import dev.ebb.sql.Quote;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a table in the order of a key. Asks only for the next so many keys behind one, which
 * an index answers, so that it is as fast on the last row of a large table as on the first.
 */
final class Walker {
  private static final Pattern ESTIMATE = Pattern.compile("rows=(\\d+)");
  private static final long COUNTED = 20_000;

  private final String table;
  private final String key;
  private final String type;
  private final String lowest;
  private final String highest;

  private Walker(String table, String key, String type, boolean ordered) {
    this.table = table;
    this.key = key;
    this.type = type;
    // Not every type that can be ordered has max(): uuid got it late.
    this.lowest = ordered ? "min(k)" : "(array_agg(k))[1]";
    this.highest = ordered ? "max(k)" : "(array_agg(k))[count(*)]";
  }

  private record Column(String type, boolean notNull, boolean indexed, boolean readable) {}

  /**
   * Looks at the table.
   *
   * @throws Fault if one cannot go through it: no such table or column, null keys, no index
   */
  static Walker over(Session session, Declaration declaration, KeyWalk keys) {
    String table = keys.table().toSql();
    Column column =
        session
            .queryFirst(
                """
                SELECT format_type(a.atttypid, a.atttypmod) AS type,
                       a.attnotnull OR coalesce((SELECT typnotnull FROM pg_catalog.pg_type t WHERE t.oid = a.atttypid), false)
                         AS not_null,
                       EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = a.attrelid AND i.indisvalid
                                AND i.indkey[0] = a.attnum AND i.indpred IS NULL) AS indexed,
                       has_table_privilege(a.attrelid, 'SELECT, UPDATE') AS readable
                  FROM pg_catalog.pg_attribute a
                 WHERE a.attrelid = to_regclass(%s) AND a.attname = %s AND a.attnum > 0 AND NOT a.attisdropped\
                """
                    .formatted(Quote.literal(table), Quote.literal(keys.key())),
                row ->
                    new Column(
                        row.text("type"),
                        row.bool("not_null"),
                        row.bool("indexed"),
                        row.bool("readable")))
            .orElseThrow(() -> absent(declaration, keys));
    refuseUnfit(declaration, keys, column);
    return new Walker(
        table, Quote.identifier(keys.key()), column.type(), hasMax(session, column.type()));
  }

  private static void refuseUnfit(Declaration declaration, KeyWalk keys, Column column) {
    String name = keys.table().toSql() + "." + Quote.identifier(keys.key());
    if (!column.notNull()) {
      throw unfit(
          declaration,
          name + " may be null, and rows with a null key would never be reached",
          "name another key in "
              + declaration.folder()
              + ", best the primary key, or set it NOT NULL");
    }
    if (!column.indexed()) {
      throw unfit(
          declaration,
          "no index begins with " + name + ", so every batch would read the whole table",
          "name another key in "
              + declaration.folder()
              + ", best the primary key; or CREATE INDEX CONCURRENTLY ON "
              + keys.table().toSql()
              + " ("
              + Quote.identifier(keys.key())
              + ")");
    }
    if (!column.readable()) {
      throw Fault.of(
          FaultCode.PERMISSION,
          "out-of-band migration " + declaration.id() + " may not read and update " + keys.table(),
          "GRANT SELECT, UPDATE ON " + keys.table().toSql() + " to this role, or use another");
    }
  }

  private static Fault unfit(Declaration declaration, String what, String remedy) {
    return Fault.of(
        FaultCode.SERVER, "out-of-band migration " + declaration.id() + ": " + what, remedy);
  }

  private static Fault absent(Declaration declaration, KeyWalk keys) {
    return Fault.of(
        FaultCode.OUT_OF_DATE,
        "out-of-band migration %s goes through %s by %s, and the database of schema \"%s\" has no such column"
            .formatted(
                declaration.id(),
                keys.table().toSql(),
                Quote.identifier(keys.key()),
                declaration.schema()),
        "bring the schema to %s or later first ('ebb status' shows where it is), or mend %s"
            .formatted(declaration.introduced().brief(), declaration.folder()));
  }

  private static boolean hasMax(Session session, String type) {
    try {
      return session.queryOne(
          "SELECT max(NULL::" + type + ") IS NULL AS yes", row -> row.bool("yes"));
    } catch (SqlFailure e) {
      if (e.isConnectionLost()) {
        throw e;
      }
      return false;
    }
  }

  String table() {
    return table;
  }

  String literal(String value) {
    return Quote.literal(value) + "::" + type;
  }

  /** A condition that holds for the rows of a range. */
  String within(KeyRange range) {
    return "%1$s >= %2$s AND %1$s <= %3$s"
        .formatted(key, literal(range.first()), literal(range.last()));
  }

  /** Where a pass over the whole ends, and about how much that is. */
  Stretch whole(Session session) {
    String end =
        session
            .queryFirst(
                "SELECT %1$s::text AS last FROM %2$s ORDER BY %1$s DESC LIMIT 1"
                    .formatted(key, table),
                row -> row.text("last"))
            .orElse(null);
    return new Stretch(end, end == null ? 0 : estimate(session));
  }

  // What the planner thinks, which also knows tables that nobody has analysed; few rows are
  // counted.
  private long estimate(Session session) {
    String plan =
        session
            .query("EXPLAIN SELECT FROM " + table, row -> String.valueOf(row.textAt(0)))
            .getFirst();
    Matcher rows = ESTIMATE.matcher(plan);
    long estimate = rows.find() ? Long.parseLong(rows.group(1)) : 0;
    if (estimate > COUNTED) {
      return estimate;
    }
    return session.queryOne(
        "SELECT count(*) AS rows FROM (SELECT FROM %s LIMIT %d) few".formatted(table, 4 * COUNTED),
        row -> row.int64("rows"));
  }

  /** So many keys in a row. */
  record Window(KeyRange range, long rows) {}

  /** The next keys behind one, up to another that is included; empty if there are none. */
  Optional<Window> next(
      Session session, @Nullable String after, @Nullable String upto, long atMost) {
    return session.queryFirst(
        """
        SELECT %s::text AS first, %s::text AS last, count(*) AS rows
          FROM (SELECT %3$s AS k FROM %4$s WHERE %5$s ORDER BY %3$s LIMIT %6$d) w
        HAVING count(*) > 0\
        """
            .formatted(lowest, highest, key, table, between(after, upto), atMost),
        row ->
            new Window(new KeyRange(row.text("first"), row.text("last"), type), row.int64("rows")));
  }

  private String between(@Nullable String after, @Nullable String upto) {
    String above = after == null ? "true" : key + " > " + literal(after);
    return upto == null ? above : above + " AND " + key + " <= " + literal(upto);
  }

  /** How many rows meet a condition, and one of their keys. */
  record Matching(long rows, @Nullable String example) {}

  /** Counts in the whole table, reading all of it. */
  Matching matching(Session session, String predicate) {
    long rows =
        session.queryOne(
            "SELECT count(*) AS rows FROM %s WHERE (%s\n)".formatted(table, predicate),
            row -> row.int64("rows"));
    return rows == 0 ? new Matching(0, null) : new Matching(rows, example(session, predicate));
  }

  private @Nullable String example(Session session, String predicate) {
    return session
        .queryFirst(
            "SELECT %1$s::text AS example FROM %2$s WHERE (%3$s\n) LIMIT 1"
                .formatted(key, table, predicate),
            row -> row.text("example"))
        .orElse(null);
  }

  /** How many rows of a range meet a condition. */
  long matching(Session session, String predicate, KeyRange range) {
    return session.queryOne(
        "SELECT count(*) AS rows FROM %s WHERE %s AND (%s\n)"
            .formatted(table, within(range), predicate),
        row -> row.int64("rows"));
  }

  /** What one row is called in a message. */
  String describe(String value) {
    return key + " = " + value;
  }
}
