package dev.ebb.amend;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fix.FixScript;
import dev.ebb.fix.Loss;
import dev.ebb.fix.Precheck;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.List;

/** Asks a database how much a script would take from it, and what is in the script's way. */
final class Weigher {
  /** Tables with more rows are not counted but estimated. */
  private static final long COUNTED = 2_000_000;

  private static final long UNKNOWN = -1;
  private static final int ROWS_IN_THE_WAY = 1_000;

  private final Session session;

  Weigher(Session session) {
    this.session = session;
  }

  List<Weighed> losses(FixScript script) {
    return script.losses().stream().map(this::weigh).toList();
  }

  private Weighed weigh(Loss loss) {
    try {
      return switch (loss.what()) {
        case ROWS -> counted(loss, loss.object().path(), "count(*)");
        case VALUES, PRECISION ->
            counted(loss, loss.object().container(), "count(" + loss.object().simpleName() + ")");
        case COUNTER ->
            new Weighed(
                loss,
                number(
                    "SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS n FROM "
                        + loss.object().path()),
                true);
      };
    } catch (SqlFailure failure) {
      if (failure.isConnectionLost()) {
        throw failure;
      }
      // as a table that row security hides, or a type that is no table
      return new Weighed(loss, UNKNOWN, false);
    }
  }

  private Weighed counted(Loss loss, String table, String count) {
    long estimate = estimate(table);
    return estimate > COUNTED
        ? new Weighed(loss, estimate, false)
        : new Weighed(loss, number("SELECT " + count + " AS n FROM " + table), true);
  }

  /** How many rows the server thinks are there. */
  long estimate(String table) {
    return number(
        "SELECT coalesce((SELECT greatest(reltuples, 0)::int8 FROM pg_catalog.pg_class"
            + " WHERE oid = pg_catalog.to_regclass("
            + Quote.literal(table)
            + ")), 0) AS n");
  }

  List<Hindrance> hindrances(FixScript script) {
    List<Hindrance> found = new ArrayList<>();
    for (Precheck precheck : script.prechecks()) {
      long rows =
          number(
              "SELECT count(*) AS n FROM (SELECT FROM (%s) q LIMIT %d) r"
                  .formatted(precheck.query(), ROWS_IN_THE_WAY));
      if (rows > 0) {
        found.add(new Hindrance(precheck, rows));
      }
    }
    return found;
  }

  private long number(String sql) {
    return session.queryOne(sql, row -> row.int64("n"));
  }
}
