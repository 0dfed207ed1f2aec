package dev.ebb.keep;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.keep.table.Table;
import dev.ebb.run.StepGuard.Inside;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one kept thing gets back into its live table, as SQL in which {@code t} is a live row and
 * {@code k} a stored one.
 *
 * @param kept the thing
 * @param live the table
 * @param first statements that come before, each ended by a semicolon; may be empty
 * @param change the one statement that gives back; {@link #WHICH} stands for the stored rows that
 *     are meant
 * @param settled holds for a stored row that is back
 * @param place holds for a live row that is in the place of a stored one
 * @param missing columns that the live table has no more: their values cannot come back
 */
record Giving(
    Kept kept,
    Table live,
    String first,
    String change,
    String settled,
    String place,
    List<String> missing) {
  static final String WHICH = ":which";

  /**
   * What came of it.
   *
   * @param left how many stored rows are not back
   * @param reason why; null if none is left
   */
  record Result(long left, @Nullable String reason) {}

  /**
   * How a kept thing gets back.
   *
   * @param wasAbsent whether the table, or its columns, were not there when the step began
   * @param since the number of a transaction: what bears it or a later one, and is not committed,
   *     is the step's own; null if that is all that is not committed
   */
  static Giving of(Kept kept, Table live, boolean wasAbsent, Seeds seeds, @Nullable String since) {
    return switch (kept.kind()) {
      case COLUMNS -> GiveColumns.of(kept, live, wasAbsent);
      case VALUES -> GiveValues.of(kept, live);
      case TABLE, ROWS -> GiveRows.of(kept, live, wasAbsent, seeds, since);
      case SEQUENCE -> throw new IllegalArgumentException("a sequence has no rows");
    };
  }

  /**
   * How a kept thing gets back when no step runs.
   *
   * @param keptWins over what is live in its place
   */
  static Giving byHand(Kept kept, Table live, boolean keptWins) {
    return switch (kept.kind()) {
      case COLUMNS -> GiveColumns.of(kept, live, keptWins);
      case VALUES -> keptWins ? GiveValues.always(kept, live) : GiveValues.of(kept, live);
      case TABLE, ROWS -> GiveRows.byHand(kept, live, keptWins);
      case SEQUENCE -> throw new IllegalArgumentException("a sequence has no rows");
    };
  }

  /** As {@link #run}; empty if the server refuses some row, and then nothing has happened. */
  Optional<Result> inSavepoint(Inside inside, boolean rowByRow) {
    Session session = inside.session();
    session.execute("SAVEPOINT ebb_giving");
    try {
      Result result = run(inside, rowByRow);
      session.execute("RELEASE ebb_giving");
      return Optional.of(result);
    } catch (SqlFailure failure) {
      boolean row = failure.sqlState().startsWith("23") || failure.sqlState().startsWith("22");
      if (failure.isConnectionLost() || !row) {
        throw failure;
      }
      session.execute("ROLLBACK TO ebb_giving;RELEASE ebb_giving");
      return Optional.empty();
    }
  }

  /** Marks the stored values of which the live ones have not changed since. */
  static String markUnchanged(Kept kept, Table live) {
    return GiveValues.mark(kept, live);
  }

  /** Gives back: all at once, or, after that has failed, row by row. */
  Result run(Inside inside, boolean rowByRow) {
    Session session = inside.session();
    List<String> triggers = triggers(session);
    switchTriggers(session, triggers, "DISABLE");
    session.execute(first + "SELECT set_config('ebb.reason', '', true)");
    long done = rowByRow ? oneByOne(inside) : allAtOnce(inside);
    switchTriggers(session, triggers, "ENABLE");
    if (!missing.isEmpty()) {
      return new Result(
          kept.left(), "the table has no column " + String.join(", ", missing) + " any more");
    }
    return done == kept.left() && !rowByRow ? new Result(0, null) : whatIsLeft(session);
  }

  private long allAtOnce(Inside inside) {
    return inside.execute(
        "giving back " + kept.title(),
        "WITH done AS ("
            + change.replace(WHICH, "true")
            + " RETURNING 1) SELECT count(*) AS n FROM done");
  }

  // Several rounds, because a row may refer to another one that comes later.
  private long oneByOne(Inside inside) {
    String body =
        """
        #variable_conflict use_column
        DECLARE
          stored record;
          round bigint;
        BEGIN
          LOOP
            round := 0;
            FOR stored IN SELECT k.ctid AS place FROM %1$s k LOOP
              BEGIN
                %2$s;
                IF FOUND THEN
                  round := round + 1;
                  DELETE FROM %1$s k WHERE k.ctid = stored.place;
                END IF;
              EXCEPTION WHEN integrity_constraint_violation OR data_exception THEN
                PERFORM set_config('ebb.reason', SQLERRM, true);
              END;
            END LOOP;
            EXIT WHEN round = 0;
          END LOOP;
        END\
        """
            .formatted(kept.storeSql(), change.replace(WHICH, "k.ctid = stored.place"));
    return inside.execute(
        "giving back " + kept.title() + " row by row",
        "DO LANGUAGE plpgsql " + Quote.literal(body));
  }

  private Result whatIsLeft(Session session) {
    session.execute("DELETE FROM " + kept.storeSql() + " k WHERE " + settled);
    record Left(long all, long occupied, String reason) {}
    Left left =
        session.queryOne(
            "SELECT count(*) AS n, count(*) FILTER (WHERE EXISTS (SELECT FROM %s t WHERE %s)) AS occupied, coalesce(current_setting('ebb.reason', true), '') AS reason FROM %s k"
                .formatted(live.from(), place, kept.storeSql()),
            row -> new Left(row.int64("n"), row.int64("occupied"), row.text("reason")));
    if (left.all() == 0) {
      return new Result(0, null);
    }
    List<String> reasons = new ArrayList<>();
    if (left.occupied() > 0) {
      reasons.add("of " + left.occupied() + " the live row is another one now");
    }
    if (left.occupied() < left.all()) {
      reasons.add(
          left.reason().isEmpty()
              ? "of " + (left.all() - left.occupied()) + " there is no live row any more"
              : left.reason());
    }
    return new Result(left.all(), String.join("; ", reasons));
  }

  // Rows come back as they were: what triggers would make of them, they made when they first came.
  private List<String> triggers(Session session) {
    return session.query(
        "SELECT CASE tgenabled WHEN 'A' THEN 'ALWAYS ' ELSE '' END || 'TRIGGER ' || quote_ident(tgname) AS t"
            + " FROM pg_trigger WHERE tgrelid = "
            + live.oid()
            + " AND NOT tgisinternal AND tgenabled IN ('O', 'A')",
        row -> row.text("t"));
  }

  private void switchTriggers(Session session, List<String> triggers, String how) {
    for (String trigger : triggers) {
      String name = how.equals("DISABLE") ? trigger.replaceFirst("^ALWAYS ", "") : trigger;
      session.execute("ALTER TABLE " + live.name().toSql() + " " + how + " " + name);
    }
  }
}
