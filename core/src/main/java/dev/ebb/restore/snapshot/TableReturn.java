package dev.ebb.restore.snapshot;

import dev.ebb.db.Session;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.swap.Site;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Carries rows of one table from a restored database into the live one, in one transaction: what is
 * missing there by its key; where there is none, or it is of another type now, all of them into a
 * temporary table, and from there what is missing. What was written since stays as it is, unless it
 * is to be overwritten. Confined to one thread.
 */
final class TableReturn {
  private static final String COLUMNS =
      """
      SELECT a.attname::text AS name, coalesce(a.attnum = ANY (i.indkey), false) AS key,
             CASE WHEN t.typnamespace = 'pg_catalog'::regnamespace
                  THEN pg_catalog.format_type(a.atttypid, a.atttypmod) ELSE '' END AS type
        FROM pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_catalog.pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
       WHERE a.attrelid = pg_catalog.to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped
         AND a.attgenerated = ''
       ORDER BY a.attnum\
      """;
  private static final String LEAVES =
      """
      SELECT n.nspname::text AS namespace, c.relname::text AS name
        FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass(?)) p
        JOIN pg_catalog.pg_class c ON c.oid = p.relid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE p.isleaf ORDER BY 1, 2\
      """;

  /** To hold rows against rows: the default of a server makes many passes over millions. */
  private static final String MEMORY = "64MB";

  /** What one session writes the other reads, whatever is set for the two databases. */
  private static final String SAME = "SET datestyle = 'ISO'; SET intervalstyle = 'postgres'";

  private final Site site;
  private final Wanted wanted;
  private final String table;

  /** The table where rows are read and written; of a partitioned one that is all its parts. */
  private String rowsNow = "";

  TableReturn(Site site, Wanted wanted) {
    this.site = site;
    this.wanted = wanted;
    this.table = wanted.title();
  }

  /**
   * What pg_restore has to be told to bring the rows: of a partitioned table they are in others.
   *
   * @param then a session in a database that has the tables of the snapshot, and no rows
   */
  static String[] options(Session then, Wanted wanted) {
    List<String> options = new ArrayList<>(List.of("--data-only"));
    List<Wanted> leaves =
        then.query(
            LEAVES,
            row ->
                new Wanted(row.text("namespace"), row.text("name"), List.of(), wanted.overwrite()),
            wanted.title());
    for (Wanted leaf : leaves.isEmpty() ? List.of(wanted) : leaves) {
      options.add("--schema=" + leaf.namespace());
      options.add("--table=" + leaf.table());
    }
    return options.stream().distinct().toArray(String[]::new);
  }

  private String source(Session session) {
    return session.queryOne(
            "SELECT relkind = 'p' AS parted FROM pg_catalog.pg_class WHERE oid = "
                + Quote.literal(table)
                + "::regclass",
            row -> row.bool("parted"))
        ? table
        : "ONLY " + table;
  }

  /**
   * A column that is not computed.
   *
   * @param type one of the server's own, as SQL; empty if it is another
   */
  private record Column(String name, boolean key, String type) {
    String sql() {
      return Quote.identifier(name);
    }

    // what was restored has no keys: they come with the indexes
    boolean isLike(Column other) {
      return name.equals(other.name) && type.equals(other.type);
    }
  }

  Returned from(String database) {
    try (Session then = site.open(database);
        Session live = site.connector().open()) {
      List<Column> columnsThen = columns(then, "the snapshot");
      List<Column> columns = shared(columnsThen, columns(live, "the database"));
      rowsNow = source(live);
      // Rows that a policy hides from our role would count as lost, and come back twice.
      then.execute(SAME);
      Site.unhurried(live);
      live.execute(
          SAME
              + "; SET lock_timeout = '5s'; SET row_security = off; BEGIN; SET LOCAL work_mem = '"
              + MEMORY
              + "'");
      live.execute(
          "CREATE TEMP TABLE ebb_back ON COMMIT DROP AS SELECT "
              + list(columns, "")
              + " FROM "
              + table
              + " WITH NO DATA");
      boolean slim =
          wanted.columns().isEmpty()
              && columns.stream().anyMatch(Column::key)
              && columns.stream()
                  .filter(Column::key)
                  .allMatch(c -> !c.type().isEmpty() && columnsThen.stream().anyMatch(c::isLike));
      Returned returned =
          slim ? byKey(then, source(then), live, columns) : byAll(then, live, columns);
      live.execute("COMMIT");
      return returned;
    }
  }

  /** Only keys go there, and only what is missing comes here. */
  private Returned byKey(Session then, String rowsThen, Session live, List<Column> columns) {
    String key = list(columns.stream().filter(Column::key).toList(), "");
    then.execute("BEGIN; SET LOCAL work_mem = '" + MEMORY + "'");
    then.execute(
        "CREATE TEMP TABLE ebb_there ON COMMIT DROP AS SELECT %s FROM %s WITH NO DATA"
            .formatted(key, rowsThen));
    Pouring.rows(live, "SELECT %s FROM %s".formatted(key, rowsNow), then, "pg_temp.ebb_there");
    then.execute("ANALYZE pg_temp.ebb_there");
    String missing =
        "SELECT %s FROM %s b WHERE NOT EXISTS (SELECT FROM pg_temp.ebb_there l WHERE %s)"
            .formatted(list(columns, "b."), rowsThen, same(columns));
    long lacking = Pouring.rows(then, missing, live, "pg_temp.ebb_back");
    long all = then.queryOne("SELECT count(*) AS n FROM " + rowsThen, row -> row.int64("n"));
    then.execute("COMMIT");
    long returned =
        live.update(
            "INSERT INTO %1$s (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM pg_temp.ebb_back ON CONFLICT DO NOTHING"
                .formatted(table, list(columns, "")));
    return new Returned(all, returned, 0, lacking - returned);
  }

  private Returned byAll(Session then, Session live, List<Column> columns) {
    long carried =
        Pouring.rows(
            then,
            "SELECT %s FROM %s".formatted(list(columns, ""), source(then)),
            live,
            "pg_temp.ebb_back");
    live.execute("ANALYZE pg_temp.ebb_back");
    return wanted.columns().isEmpty()
        ? rows(live, columns, carried)
        : values(live, columns, carried);
  }

  private List<Column> columns(Session session, String where) {
    List<Column> columns =
        session.query(
            COLUMNS, row -> new Column(row.text("name"), row.bool("key"), row.text("type")), table);
    if (columns.isEmpty()) {
      throw Fault.of(
          FaultCode.UNKNOWN_NAME,
          where + " has no table " + table,
          "if it was dropped, take its migration back first (ebb undo, ebb downto), or restore the"
              + " whole snapshot; nothing was changed");
    }
    return columns;
  }

  private List<Column> shared(List<Column> then, List<Column> live) {
    List<String> names = then.stream().map(Column::name).toList();
    for (String column : wanted.columns()) {
      boolean there = live.stream().anyMatch(c -> c.name().equals(column));
      if (!there || !names.contains(column)) {
        throw Fault.of(
            FaultCode.UNKNOWN_NAME,
            (there ? "the snapshot's" : "the database's")
                + " table "
                + table
                + " has no column "
                + Quote.identifier(column),
            "if it was dropped, take its migration back first (ebb undo); nothing was changed");
      }
    }
    List<Column> shared = live.stream().filter(c -> names.contains(c.name())).toList();
    boolean keyed = live.stream().anyMatch(Column::key);
    boolean whole = live.stream().filter(Column::key).allMatch(shared::contains);
    if (!wanted.columns().isEmpty() && (!keyed || !whole)) {
      throw Fault.of(
          FaultCode.REFUSED,
          "table " + table + " has no primary key by which its rows could be told",
          "bring back whole rows (without --column); nothing was changed");
    }
    List<Column> needed =
        shared.stream()
            .filter(
                c -> wanted.columns().isEmpty() || c.key() || wanted.columns().contains(c.name()))
            .toList();
    return whole
        ? needed
        : shared.stream().map(c -> new Column(c.name(), false, c.type())).toList();
  }

  private Returned rows(Session live, List<Column> columns, long carried) {
    boolean keyed = columns.stream().anyMatch(Column::key);
    String missing =
        keyed
            ? "SELECT "
                + list(columns, "b.")
                + " FROM pg_temp.ebb_back b WHERE NOT EXISTS (SELECT FROM "
                + rowsNow
                + " l WHERE "
                + same(columns)
                + ")"
            : unkeyed(columns);
    String sql =
        """
        WITH missing AS MATERIALIZED (%1$s),
             back AS (INSERT INTO %2$s (%3$s) OVERRIDING SYSTEM VALUE SELECT %3$s FROM missing
                      ON CONFLICT DO NOTHING RETURNING 1)
        SELECT (SELECT count(*) FROM missing) AS lacking, (SELECT count(*) FROM back) AS back\
        """
            .formatted(missing, table, list(columns, ""));
    return live.queryOne(
        sql,
        row ->
            new Returned(carried, row.int64("back"), 0, row.int64("lacking") - row.int64("back")));
  }

  // As often as the snapshot has a row more often than the database. As text: not every type can be
  // compared.
  private String unkeyed(List<Column> columns) {
    String numbered =
        "SELECT %1$s, x::text AS ebb_row, row_number() OVER (PARTITION BY x::text) AS ebb_number"
            + " FROM (SELECT %1$s FROM %2$s) x";
    String then = numbered.formatted(list(columns, ""), "pg_temp.ebb_back");
    String now = numbered.formatted(list(columns, ""), rowsNow);
    return "SELECT "
        + list(columns, "b.")
        + " FROM ("
        + then
        + ") b WHERE NOT EXISTS (SELECT FROM ("
        + now
        + ") l WHERE l.ebb_row = b.ebb_row AND l.ebb_number = b.ebb_number)";
  }

  private Returned values(Session live, List<Column> columns, long carried) {
    List<String> sets = new ArrayList<>();
    List<String> needed = new ArrayList<>();
    for (String name : wanted.columns()) {
      String column = Quote.identifier(name);
      sets.add(
          column
              + " = "
              + (wanted.overwrite()
                  ? "b." + column
                  : "coalesce(l." + column + ", b." + column + ")"));
      needed.add(
          wanted.overwrite()
              ? "l." + column + "::text IS DISTINCT FROM b." + column + "::text"
              : "l." + column + " IS NULL AND b." + column + " IS NOT NULL");
    }
    long changed =
        live.update(
            "UPDATE "
                + rowsNow
                + " l SET "
                + String.join(", ", sets)
                + " FROM pg_temp.ebb_back b WHERE "
                + same(columns)
                + " AND ("
                + String.join(" OR ", needed)
                + ")");
    return new Returned(carried, 0, changed, 0);
  }

  private static String same(List<Column> columns) {
    return columns.stream()
        .filter(Column::key)
        .map(column -> "l." + column.sql() + " = b." + column.sql())
        .collect(Collectors.joining(" AND "));
  }

  private static String list(List<Column> columns, String prefix) {
    return columns.stream().map(c -> prefix + c.sql()).collect(Collectors.joining(", "));
  }
}
