package dev.ebb.ledger;

import dev.ebb.db.Row;
import dev.ebb.db.RowReader;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Entry;
import dev.ebb.graph.Flag;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Progress;
import dev.ebb.graph.Recorded;
import dev.ebb.graph.Source;
import dev.ebb.graph.Standing;
import dev.ebb.sql.Script;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks the tables of one schema; changes nothing, whatever it finds. */
final class Reader {
  private final LedgerHome home;
  private final Tables tables;

  Reader(LedgerHome home) {
    this.home = home;
    this.tables = new Tables(home);
  }

  LedgerState state(Session session, boolean withStatements) {
    List<Entry> entries =
        select(session, shape -> newestRows(shape, withStatements), Reader::entry);
    if (!entries.isEmpty()) {
      return LedgerState.of(entries);
    }
    LedgerState legacy = tables.legacy(session);
    if (legacy.legacy() == null) {
      return legacy;
    }
    // Another Ebb, which writes both tables at once, may have done so between the two looks.
    List<Entry> again = select(session, shape -> newestRows(shape, withStatements), Reader::entry);
    return again.isEmpty() ? legacy : LedgerState.of(again);
  }

  // Rows are ordered by their number and not by their time: the clock of a server can jump back. A
  // down that failed in a transaction left everything as it was, so its row counts for nothing; one
  // of Ebb's that was not a transaction has its progress written down, and counts.
  private String newestRows(Shape shape, boolean withStatements) {
    String done = shape.own("ebb_statements_done", "int");
    return "SELECT DISTINCT ON (version) version, id, up, success, error_message, "
        + shape.backfilled()
        + " AS inferred, (extract(epoch FROM started_at) * 1000000)::int8 AS micros, "
        + recorded(shape)
        + ", "
        + (withStatements ? joined(shape, "ebb_up_statements", "text[]") : "''")
        + " AS up_statements, CASE WHEN success THEN NULL ELSE "
        + joined(shape, "ebb_statements", "text[]")
        + " END AS statements, "
        + done
        + " AS done FROM "
        + home.history()
        + " WHERE schema = "
        + home.key()
        + " AND (up OR success OR success IS NULL OR finished_at IS NULL OR "
        + done
        + " IS NOT NULL) ORDER BY version, "
        + shape.backfilled()
        + ", id DESC";
  }

  private static String recorded(Shape shape) {
    return shape.own("ebb_name", "text")
        + " AS name, "
        + joined(shape, "ebb_parents", "int8[]")
        + " AS parents, "
        + joined(shape, "ebb_flags", "text[]")
        + " AS flags, "
        + shape.own("ebb_up_checksum", "text")
        + " AS up_sum, "
        + shape.own("ebb_down_checksum", "text")
        + " AS down_sum, "
        + shape.own("ebb_tool_version", "text")
        + " AS tool";
  }

  private static String joined(Shape shape, String column, String type) {
    return "array_to_string(" + shape.own(column, type) + ", ',')";
  }

  private static Entry entry(Row row) {
    boolean up = row.bool("up");
    Boolean success = row.boolOrNull("success");
    return new Entry(
        new MigrationId(row.int64("version")),
        standing(up, success),
        up ? Direction.UP : Direction.DOWN,
        row.int64("id"),
        Instant.EPOCH.plus(row.int64("micros"), ChronoUnit.MICROS),
        row.bool("inferred"),
        success != null && success ? null : progress(row),
        remembered(row));
  }

  private static Standing standing(boolean up, @Nullable Boolean success) {
    if (success == null) {
      return Standing.PENDING;
    }
    if (!success) {
      return Standing.FAILED;
    }
    return up ? Standing.APPLIED : Standing.UNAPPLIED;
  }

  private static @Nullable Progress progress(Row row) {
    Integer done = row.int32OrNull("done");
    return done == null
        ? null
        : new Progress(done, split(row.textOrNull("statements")), row.textOrNull("error_message"));
  }

  private static @Nullable Recorded remembered(Row row) {
    String upSum = row.textOrNull("up_sum");
    if (upSum == null) {
      return null;
    }
    return new Recorded(
        orEmpty(row.textOrNull("name")),
        ids(row.textOrNull("parents")),
        flags(row.textOrNull("flags")),
        upSum,
        orEmpty(row.textOrNull("down_sum")),
        split(row.textOrNull("up_statements")),
        orEmpty(row.textOrNull("tool")));
  }

  Map<MigrationId, Migration> storedWays(Session session, Collection<MigrationId> ids) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    Map<MigrationId, Migration> ways = new TreeMap<>();
    select(session, shape -> newestUps(shape, ids), Reader::way)
        .forEach(migration -> ways.put(migration.id(), migration));
    return ways;
  }

  private String newestUps(Shape shape, Collection<MigrationId> ids) {
    String list = ids.stream().map(MigrationId::toString).collect(Collectors.joining(","));
    return "SELECT * FROM (SELECT DISTINCT ON (version) version, "
        + recorded(shape)
        + ", "
        + shape.own("ebb_down_sql", "text")
        + " AS down_sql FROM "
        + home.history()
        + " WHERE schema = "
        + home.key()
        + " AND up AND version = ANY ('{"
        + list
        + "}'::int8[]) ORDER BY version, "
        + shape.backfilled()
        + ", id DESC) newest WHERE down_sql IS NOT NULL";
  }

  private static Migration way(Row row) {
    return new Migration(
        new MigrationId(row.int64("version")),
        orEmpty(row.textOrNull("name")),
        ids(row.textOrNull("parents")),
        flags(row.textOrNull("flags")),
        new Source(Source.STORED, Script.parse("")),
        new Source(Source.STORED, Script.parse(row.text("down_sql"))));
  }

  List<HistoryRow> history(Session session, int limit) {
    return select(session, shape -> newest(shape, limit), Reader::historyRow);
  }

  private String newest(Shape shape, int limit) {
    return "SELECT id, version, up, started_at, finished_at, success, error_message, "
        + shape.backfilled()
        + " AS inferred, "
        + shape.own("ebb_name", "text")
        + " AS name, "
        + shape.own("ebb_run_by", "text")
        + " AS run_by, "
        + shape.own("ebb_tool_version", "text")
        + " AS tool FROM "
        + home.history()
        + " WHERE schema = "
        + home.key()
        + " ORDER BY id DESC LIMIT "
        + limit;
  }

  private static HistoryRow historyRow(Row row) {
    return new HistoryRow(
        row.int64("id"),
        new MigrationId(row.int64("version")),
        row.bool("up") ? Direction.UP : Direction.DOWN,
        row.instant("started_at"),
        row.instantOrNull("finished_at"),
        row.boolOrNull("success"),
        row.textOrNull("error_message"),
        row.bool("inferred"),
        row.textOrNull("name"),
        row.textOrNull("run_by"),
        row.textOrNull("tool"));
  }

  List<Trace> traces(Session session) {
    return session.query(
        "SELECT version, started_at, coalesce(finished_at, started_at) AS finished_at,"
            + " age(xmin)::int8 AS age FROM "
            + home.history()
            + " WHERE success AND started_at IS NOT NULL AND schema = "
            + home.key()
            + " ORDER BY id DESC",
        row ->
            new Trace(
                new MigrationId(row.int64("version")),
                row.instant("started_at"),
                row.instant("finished_at"),
                row.int64("age")));
  }

  // The likeliest form is simply tried: looking first would cost every run a round trip.
  private <T> List<T> select(Session session, Function<Shape, String> sql, RowReader<T> reader) {
    for (Shape shape : Shape.values()) {
      try {
        return session.query(sql.apply(shape), reader);
      } catch (SqlFailure e) {
        if (e.isUndefinedTable()) {
          return List.of();
        }
        if (!e.isUndefinedColumn()) {
          throw tables.explain(session, e);
        }
      }
    }
    tables.requireHistory(session);
    throw new IllegalStateException("the history table changed its columns while it was read");
  }

  private static List<MigrationId> ids(@Nullable String list) {
    // for every migration, at every start: a stream would cost as much as the rest of the row
    List<MigrationId> ids = new ArrayList<>();
    for (String id : split(list)) {
      ids.add(new MigrationId(Long.parseLong(id)));
    }
    return ids;
  }

  // A key that only a newer Ebb knows is passed over.
  private static Set<Flag> flags(@Nullable String list) {
    List<String> keys = split(list);
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    for (Flag flag : Flag.values()) {
      if (keys.contains(flag.key())) {
        flags.add(flag);
      }
    }
    return flags;
  }

  private static List<String> split(@Nullable String list) {
    return list == null || list.isEmpty() ? List.of() : Arrays.asList(list.split(","));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
