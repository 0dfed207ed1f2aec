package dev.ebb.rows;

import dev.ebb.db.Session;
import dev.ebb.sql.SqlName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Fills the tables of a database with made-up rows. What the server refuses is left out, and told.
 *
 * <p>Immutable and thread-safe; a filling uses the session that it is given. Meant for databases
 * that nobody will miss: triggers run, and sequences move on.
 */
public final class RowGenerator {
  private static final Set<String> LEDGER = Set.of("migration_logs");
  private static final String TIME_LIMIT = "20s";

  private final RowOptions options;
  private final Set<String> leftOut;

  /**
   * A generator.
   *
   * @param options how many rows, and of what temper
   * @param leftOut names of tables, in whatever namespace, that never get rows: the version tables
   *     of migration tools. {@code migration_logs} is always left out
   */
  public RowGenerator(RowOptions options, List<String> leftOut) {
    this.options = options;
    Set<String> all = new HashSet<>(leftOut);
    all.addAll(LEDGER);
    this.leftOut = Set.copyOf(all);
  }

  /** Fills all tables. */
  public Filling fill(Session session) {
    return fill(session, Set.of());
  }

  /**
   * Fills the tables with these names, or all if there are none. In an open transaction it works
   * inside of that; otherwise it commits.
   *
   * @throws dev.ebb.db.SqlFailure if the connection is lost
   */
  public Filling fill(Session session, Set<SqlName> only) {
    if (session.inTransaction()) {
      return fillInside(session, only);
    }
    session.execute("BEGIN");
    try {
      Filling filling = fillInside(session, only);
      session.execute("COMMIT");
      return filling;
    } finally {
      if (!session.isClosed() && session.inTransaction()) {
        session.execute("ROLLBACK");
      }
    }
  }

  private Filling fillInside(Session session, Set<SqlName> only) {
    List<Table> tables = new TableReader(session).read(only, leftOut);
    if (tables.isEmpty()) {
      return new Filling(List.of());
    }
    String limit =
        session.queryOne(
            "SELECT current_setting('statement_timeout') AS v; ", row -> row.text("v"));
    session.execute(
        "SET LOCAL statement_timeout = '" + TIME_LIMIT + "'; SET CONSTRAINTS ALL IMMEDIATE");
    List<FillOrder.Batch> order = FillOrder.of(tables);
    List<Table> inOrder = order.stream().flatMap(batch -> batch.tables().stream()).toList();
    List<Long> before = counts(session, inOrder);
    Map<Table, String> why = fill(session, order);
    List<Long> after = counts(session, inOrder);
    session.execute("SET LOCAL statement_timeout = '" + limit + "'");
    List<Filling.Table> filled = new ArrayList<>();
    for (int i = 0; i < inOrder.size(); i++) {
      Table table = inOrder.get(i);
      long added = after.get(i) - before.get(i);
      filled.add(
          new Filling.Table(table.name(), added, after.get(i), reason(why.get(table), added)));
    }
    return new Filling(filled);
  }

  private static @Nullable String reason(@Nullable String refusal, long added) {
    return refusal == null && added == 0
        ? "the server took the rows and kept none: a trigger or a rule discards them"
        : refusal;
  }

  private Map<Table, String> fill(Session session, List<FillOrder.Batch> order) {
    Keys keys = new Keys(session);
    Inserter inserter = new Inserter(session);
    Composer composer = new Composer(options, new Solver(session), keys);
    Map<Table, String> why = new HashMap<>();
    for (FillOrder.Batch batch : order) {
      String refusal =
          batch.tied()
              ? new Knot(session, composer, inserter, batch).fill(options.rowsPerTable())
              : fillOne(composer, inserter, batch);
      for (Table table : batch.tables()) {
        keys.forget(table);
        if (refusal != null) {
          why.put(table, refusal);
        }
      }
    }
    LateKeys late = new LateKeys(keys, inserter);
    order.forEach(batch -> batch.tables().forEach(table -> late.fill(table, batch.later())));
    return why;
  }

  private @Nullable String fillOne(Composer composer, Inserter inserter, FillOrder.Batch batch) {
    Table table = batch.tables().getFirst();
    Composer.Rows rows =
        composer.compose(
            table, batch.later(), LateKeys.nulls(table, batch.later()), options.rowsPerTable());
    return rows.why() == null ? inserter.insert(table, rows.columns(), rows.values()) : rows.why();
  }

  private static List<Long> counts(Session session, List<Table> tables) {
    String sql =
        tables.stream()
            .map(table -> "(SELECT count(*) FROM ONLY " + table.name().toSql() + ")")
            .collect(Collectors.joining(", ", "SELECT ARRAY[", "]::int8[] AS counts"));
    return session.queryOne(sql, row -> row.int64s("counts"));
  }
}
