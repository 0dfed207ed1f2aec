package dev.ebb.keep;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.keep.Kept.Matching;
import dev.ebb.keep.table.Column;
import dev.ebb.keep.table.Ourselves;
import dev.ebb.keep.table.Table;
import dev.ebb.loss.Touch.How;
import dev.ebb.run.StepGuard.Inside;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Triggers of our own, for as long as statements of a step change rows: they store what is deleted,
 * truncated or overwritten in the tables that they stand on, and are gone before the step commits.
 */
final class Captures {
  private final Session session;
  private final Store store;
  private final Keeper keeper;
  private final List<Capture> open = new ArrayList<>();

  /**
   * Triggers on one table, and where they store.
   *
   * @param hows on what they fire
   * @param rows the number of the store for whole rows
   * @param values the number of the store for overwritten values
   * @param key by which a row is recognised; empty if there is none
   * @param watched whose values count
   */
  private record Capture(
      Table table,
      Set<How> hows,
      long rows,
      long values,
      List<Column> key,
      List<Column> watched,
      Often often) {
    String function() {
      return Store.NAMESPACE + ".capture_" + rows;
    }

    static String trigger(How how) {
      return "ebb_capture_" + how.name().toLowerCase(Locale.ROOT);
    }

    boolean takesRows() {
      return hows.contains(How.DELETE) || hows.contains(How.TRUNCATE);
    }

    boolean takesValues() {
      return hows.contains(How.UPDATE);
    }
  }

  Captures(Inside inside, Store store, Keeper keeper) {
    this.session = inside.session();
    this.store = store;
    this.keeper = keeper;
  }

  /** How often a row may change while it is being captured. */
  enum Often {
    /** By one statement: what was null needs no memory. */
    ONCE,
    /** By several: then what was null first must be known, although it is no loss. */
    SEVERAL_TIMES
  }

  /** Whether what happens to rows of that table in that way is being captured. */
  boolean has(long oid, How how) {
    return open.stream().anyMatch(c -> c.table().oid() == oid && c.hows().contains(how));
  }

  /** Whether anything that happens to rows of that table is being captured. */
  boolean has(long oid) {
    return open.stream().anyMatch(c -> c.table().oid() == oid);
  }

  /**
   * Begins to capture what is not captured yet. To be used as {@link Ourselves}.
   *
   * @param assigned the columns that an update can change; null if it can be any
   */
  void open(Table table, Set<How> wanted, @Nullable Set<String> assigned, Often often) {
    Set<How> hows = EnumSet.copyOf(wanted);
    hows.removeIf(how -> has(table.oid(), how));
    if (hows.isEmpty()) {
      return;
    }
    List<Column> key = table.keyWithout(List.of());
    List<Column> watched =
        table.data().stream()
            .filter(c -> !key.contains(c))
            .filter(c -> assigned == null || table.changesRows() || assigned.contains(c.name()))
            .toList();
    // What was changed and then deleted comes back as a row first, and then as it was before.
    long values = store.newId();
    Capture capture = new Capture(table, hows, store.newId(), values, key, watched, often);
    session.execute(stores(capture) + function(capture) + triggers(capture));
    open.add(capture);
  }

  private static String stores(Capture capture) {
    String from = capture.table().from();
    String rows =
        "CREATE TABLE %s AS SELECT %s FROM %s t WHERE false;"
            .formatted(Store.sql(capture.rows()), Keeper.stored(capture.table().data()), from);
    String values =
        """
        CREATE TABLE %s AS SELECT %s NULL::jsonb AS ebb_old, NULL::jsonb AS ebb_new,
          NULL::bigint AS ebb_n, NULL::boolean AS ebb_same FROM %s t WHERE false;
        """
            .formatted(Store.sql(capture.values()), keyOf(capture), from);
    return (capture.takesRows() ? rows : "") + (capture.takesValues() ? values : "");
  }

  private static String keyOf(Capture capture) {
    return capture.key().isEmpty() ? "" : Keeper.stored(capture.key()) + ",";
  }

  private static String function(Capture capture) {
    String body =
        """
        #variable_conflict use_column
        DECLARE
          turn bigint := nextval(pg_get_serial_sequence('ebb_keep.catalogue', 'id'));
        BEGIN
          IF TG_OP <> 'TRUNCATE' THEN
            PERFORM set_config('%4$s', (coalesce(nullif(current_setting('%4$s', true), ''), '0')::bigint
              + (SELECT count(*) FROM ebb_before))::text, true);
          END IF;
          IF TG_OP = 'DELETE' THEN
            %1$s
          ELSIF TG_OP = 'TRUNCATE' THEN
            %2$s
          ELSE
            %3$s
          END IF;
          RETURN NULL;
        END\
        """
            .formatted(
                onDelete(capture, How.DELETE, "ebb_before"),
                onDelete(capture, How.TRUNCATE, "ONLY " + capture.table().name().toSql()),
                onUpdate(capture),
                seenBy(capture.table().root()));
    return "CREATE FUNCTION "
        + capture.function()
        + "() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
        + Ourselves.CLAUSES
        + " AS "
        + Quote.literal(body)
        + ";";
  }

  private static String onDelete(Capture capture, How how, String from) {
    return capture.hows().contains(how)
        ? "INSERT INTO %s (%s) SELECT %s FROM %s t;"
            .formatted(
                Store.sql(capture.rows()),
                Table.list(capture.table().data()),
                Keeper.stored(capture.table().data()),
                from)
        : "NULL;";
  }

  // Null was no value, so what was written over it destroyed none.
  private static String onUpdate(Capture capture) {
    if (capture.watched().isEmpty() || !capture.takesValues()) {
      return "NULL;";
    }
    if (capture.key().isEmpty()) {
      return "INSERT INTO %s (ebb_old) SELECT jsonb_build_object(%s) FROM ebb_before o;"
          .formatted(
              Store.sql(capture.values()),
              Keeper.texts(capture.table().data(), "o").collect(Collectors.joining(", ")));
    }
    String names = Table.list(capture.key());
    String pairs =
        capture.watched().stream()
            .map(c ->
                "(%s, %s::text, %s::text)".formatted(Quote.literal(c.name()), c.of("o"), c.of("n")))
            .collect(Collectors.joining(", "));
    return """
    INSERT INTO %1$s (%2$s, ebb_old, ebb_new, ebb_n)
    SELECT %3$s, d.old, d.new, turn
      FROM ebb_before o JOIN ebb_after n ON %4$s
     CROSS JOIN LATERAL (
       SELECT jsonb_object_agg(x.c, x.o) AS old, jsonb_object_agg(x.c, x.n) AS new
         FROM (VALUES %5$s) x(c, o, n)
        WHERE %7$s x.o IS DISTINCT FROM x.n) d
     WHERE d.old IS NOT NULL;
    INSERT INTO %1$s (%2$s, ebb_old, ebb_n)
    SELECT %3$s, jsonb_build_object(%6$s), turn FROM ebb_before o
     WHERE NOT EXISTS (SELECT FROM ebb_after n WHERE %4$s);\
    """
        .formatted(
            Store.sql(capture.values()),
            names,
            capture.key().stream().map(c -> c.stored("o")).collect(Collectors.joining(", ")),
            equal(capture, "o", "n"),
            pairs,
            Keeper.texts(capture.watched(), "o").collect(Collectors.joining(", ")),
            capture.often() == Often.ONCE ? "x.o IS NOT NULL AND" : "");
  }

  // ALWAYS, because a script may set session_replication_role to keep other triggers quiet.
  private static String triggers(Capture capture) {
    String table = capture.table().name().toSql();
    StringBuilder sql = new StringBuilder();
    for (How how : capture.hows()) {
      String when =
          switch (how) {
            case DELETE -> "AFTER DELETE ON %s REFERENCING OLD TABLE AS ebb_before";
            case UPDATE ->
                "AFTER UPDATE ON %s REFERENCING OLD TABLE AS ebb_before NEW TABLE AS ebb_after";
            case TRUNCATE -> "BEFORE TRUNCATE ON %s";
          };
      sql.append("CREATE TRIGGER ").append(Capture.trigger(how)).append(' ');
      sql.append(when.formatted(table)).append(" FOR EACH STATEMENT EXECUTE FUNCTION ");
      sql.append(capture.function()).append("();");
      sql.append("ALTER TABLE ").append(table).append(" ENABLE ALWAYS TRIGGER ");
      sql.append(Capture.trigger(how)).append(';');
    }
    return sql.toString();
  }

  /** How many rows of a tree of partitions the triggers have seen so far in this transaction. */
  long seen(long root) {
    return session.queryOne(
        "SELECT coalesce(nullif(current_setting('%s', true), ''), '0')::bigint AS n"
            .formatted(seenBy(root)),
        row -> row.int64("n"));
  }

  /** The same for all trees in which there is a trigger now. */
  Map<Long, Long> seen() {
    Map<Long, Long> seen = new HashMap<>();
    for (Capture capture : open) {
      if (capture.table().partitioned()) {
        seen.put(capture.table().root(), seen(capture.table().root()));
      }
    }
    return seen;
  }

  private static String seenBy(long root) {
    return "ebb.seen_" + root;
  }

  /** Whether every trigger still fires, whatever code has run meanwhile. */
  boolean isUndisturbed() {
    String tables =
        open.stream().map(c -> Long.toString(c.table().oid())).collect(Collectors.joining(", "));
    return open.isEmpty()
        || session.queryOne(
            ("SELECT count(*) = 0 AS undisturbed FROM pg_catalog.pg_trigger WHERE tgrelid IN (%s)"
                    + " AND tgname LIKE 'ebb\\_capture\\_%%' AND tgenabled <> 'A'")
                .formatted(tables),
            row -> row.bool("undisturbed"));
  }

  /**
   * Takes the triggers away where nothing that is pending holds them, and writes down what they
   * stored.
   */
  void close() {
    for (Iterator<Capture> each = open.iterator(); each.hasNext(); ) {
      Capture capture = each.next();
      if (Ourselves.work(session, () -> dismantled(capture))) {
        each.remove();
      }
    }
  }

  /** As {@link #close()}, at the end of a step, when nothing may be pending any more. */
  void closeAll() {
    if (open.isEmpty()) {
      return;
    }
    session.execute("SET CONSTRAINTS ALL IMMEDIATE");
    close();
    if (!open.isEmpty()) {
      throw new IllegalStateException("triggers are left on " + open.getFirst().table().name());
    }
  }

  private boolean dismantled(Capture capture) {
    session.execute("SAVEPOINT ebb_dismantle");
    try {
      drop(capture);
    } catch (SqlFailure failure) {
      if (failure.isConnectionLost() || !failure.sqlState().equals("55006")) {
        throw failure;
      }
      session.execute("ROLLBACK TO ebb_dismantle;RELEASE ebb_dismantle");
      return false;
    }
    session.execute("RELEASE ebb_dismantle");
    Table table = capture.table();
    List<String> key = capture.key().stream().map(Column::name).toList();
    if (capture.takesValues()) {
      merge(capture);
      writeValues(capture, key);
    }
    if (capture.takesRows()) {
      keeper.write(
          capture.rows(),
          new Keeper.Thing(KeptKind.ROWS, table, names(table.data()), key, Matching.NONE),
          null);
    }
    return true;
  }

  private void writeValues(Capture capture, List<String> key) {
    keeper.write(
        capture.values(),
        new Keeper.Thing(
            KeptKind.VALUES,
            capture.table(),
            columnsIn(capture),
            key,
            key.isEmpty() ? Matching.NONE : Matching.KEY),
        key.isEmpty() ? "the table has no key; only a person can put these values back" : null);
  }

  // A table that was dropped meanwhile has taken its triggers with it.
  private void drop(Capture capture) {
    boolean there =
        session.queryOne(
            "SELECT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = %d AND tgname = %s) AS there"
                .formatted(
                    capture.table().oid(),
                    Quote.literal(Capture.trigger(capture.hows().iterator().next()))),
            row -> row.bool("there"));
    if (there) {
      String now =
          session.queryOne(
              "SELECT " + capture.table().oid() + "::regclass::text AS name",
              row -> row.text("name"));
      StringBuilder sql = new StringBuilder();
      for (How how : capture.hows()) {
        sql.append("DROP TRIGGER ").append(Capture.trigger(how)).append(" ON ").append(now);
        sql.append(';');
      }
      session.execute(sql.toString());
    }
    session.execute("DROP FUNCTION " + capture.function() + "()");
  }

  /**
   * Of a row that was changed several times, what it was first and what it became last; and of that
   * only what was a value.
   */
  private void merge(Capture capture) {
    if (capture.key().isEmpty() || capture.often() == Often.ONCE) {
      return;
    }
    String key = Table.list(capture.key());
    session.execute(
        """
        UPDATE %1$s a SET ebb_old = m.old, ebb_new = w.new
          FROM (SELECT %2$s, min(b.ebb_n) AS n, jsonb_object_agg(e.key, e.value ORDER BY b.ebb_n DESC) AS old
                  FROM %1$s b, jsonb_each(b.ebb_old) e GROUP BY %2$s HAVING count(DISTINCT b.ebb_n) > 1) m,
               (SELECT %2$s, jsonb_object_agg(e.key, e.value ORDER BY b.ebb_n) AS new
                  FROM %1$s b, jsonb_each(b.ebb_new) e GROUP BY %2$s) w
         WHERE a.ebb_n = m.n AND %3$s AND %5$s;
        DELETE FROM %1$s a USING (SELECT %2$s, min(ebb_n) AS n FROM %1$s GROUP BY %2$s) w
         WHERE %4$s AND a.ebb_n > w.n;
        UPDATE %1$s SET ebb_old = jsonb_strip_nulls(ebb_old);
        DELETE FROM %1$s WHERE ebb_old = '{}'
        """
            .formatted(
                Store.sql(capture.values()),
                key,
                equal(capture, "m", "w"),
                equal(capture, "a", "w"),
                equal(capture, "a", "m")));
  }

  private static String equal(Capture capture, String one, String other) {
    return capture.key().stream()
        .map(c -> c.of(one) + " = " + c.of(other))
        .collect(Collectors.joining(" AND "));
  }

  private List<String> columnsIn(Capture capture) {
    return session.queryOne(
        "SELECT coalesce(array_agg(DISTINCT x.c), '{}') AS names FROM %s k, jsonb_object_keys(k.ebb_old) x(c)"
            .formatted(Store.sql(capture.values())),
        row -> row.texts("names"));
  }

  private static List<String> names(List<Column> columns) {
    return columns.stream().map(Column::name).toList();
  }
}
