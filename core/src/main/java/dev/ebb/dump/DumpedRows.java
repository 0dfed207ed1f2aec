package dev.ebb.dump;

import dev.ebb.db.Session;
import dev.ebb.dump.Target.TargetColumn;
import dev.ebb.exec.Programs;
import dev.ebb.sql.SqlName;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a dump, for scratch databases: into each go those for which there is a table of that
 * name, with the columns that it has. Remembers how they fitted. Thread-safe.
 */
public final class DumpedRows {
  /** How many rows of each table are used unless told otherwise. */
  public static final int USUAL_ROWS = 1000;

  private final Map<SqlName, DumpedTable> tables = new LinkedHashMap<>();
  private final Map<SqlName, Fit> fits = new HashMap<>();
  private final Map<SqlName, Set<String>> unused = new HashMap<>();

  private DumpedRows(List<DumpedTable> all) {
    for (DumpedTable table : all) {
      tables.put(qualified(table.name()), table);
      unused.put(qualified(table.name()), new HashSet<>(table.columns()));
    }
  }

  /**
   * Reads a dump: plain SQL with COPY, packed by gzip or not, or any other format of pg_dump if
   * there is a pg_restore.
   *
   * @param most how many rows of each table are used: the first
   * @throws dev.ebb.fault.Fault if it cannot be read, with what to do
   */
  public static DumpedRows read(Path dump, int most, Programs programs) {
    return new DumpedRows(DumpReader.read(dump, most, programs));
  }

  /**
   * The same rows, of which nothing was used yet, without those of tables with these names in
   * whatever namespace, and of Ebb's own.
   */
  public DumpedRows without(Collection<String> names) {
    return new DumpedRows(
        tables.values().stream()
            .filter(table -> !names.contains(table.name().name()))
            .filter(table -> !isOwn(table.name().namespace()))
            .toList());
  }

  private static boolean isOwn(@Nullable String namespace) {
    return namespace != null && SqlName.OWN_NAMESPACES.contains(namespace);
  }

  /** Something that gets the rows: one database, in which tables come and go. Not thread-safe. */
  public Vessel vessel() {
    return new Vessel(this);
  }

  /** How each table of the dump fitted, in its order. */
  public synchronized List<Fit> fits() {
    return tables.values().stream()
        .map(t -> {
          Fit fit = fits.get(qualified(t.name()));
          return fit == null
              ? new Fit(t.name(), t.all(), t.lines().size(), -1, null, List.of())
              : fit;
        })
        .toList();
  }

  private static SqlName qualified(SqlName name) {
    return name.namespace() == null ? new SqlName("public", name.name()) : name;
  }

  private synchronized void note(DumpedTable table, Target target, Pouring pouring, boolean whole) {
    SqlName name = target.name();
    Set<String> never = unused.getOrDefault(name, new HashSet<>());
    target.columns().forEach(column -> never.remove(column.name()));
    Fit known = fits.get(name);
    long taken = pouring.taken() + pouring.there();
    if (known != null && !(whole && taken >= known.taken())) {
      taken = known.taken();
    }
    String why = known == null || known.why() == null || whole ? pouring.why() : known.why();
    fits.put(
        name,
        new Fit(
            table.name(),
            table.all(),
            table.lines().size(),
            taken,
            why,
            table.columns().stream().filter(never::contains).toList()));
  }

  /** What of the dump is in one database. */
  public static final class Vessel {
    private static final String TIME_LIMIT = "60s";

    private final DumpedRows rows;
    private final Map<Long, Set<Integer>> filled = new HashMap<>();

    private Vessel(DumpedRows rows) {
      this.rows = rows;
    }

    /**
     * Brings in what is not there yet: the rows of tables that have none of them, the values of
     * columns that have come since, by the primary key. In a transaction of its own.
     *
     * @param session in no transaction
     * @param only the tables; all if there are none
     * @return the tables that were written to
     */
    public List<SqlName> fill(Session session, Collection<SqlName> only) {
      Set<SqlName> wanted = new HashSet<>(rows.tables.keySet());
      if (!only.isEmpty()) {
        wanted.retainAll(only.stream().map(DumpedRows::qualified).toList());
      }
      session.execute(
          "BEGIN; SET LOCAL statement_timeout = '"
              + TIME_LIMIT
              + "'; SET CONSTRAINTS ALL IMMEDIATE");
      try {
        List<SqlName> written =
            Target.find(session, wanted).stream()
                .filter(target -> fill(session, target))
                .map(Target::name)
                .toList();
        session.execute("COMMIT");
        return written;
      } finally {
        if (!session.isClosed() && session.inTransaction()) {
          session.execute("ROLLBACK");
        }
      }
    }

    private boolean fill(Session session, Target target) {
      DumpedTable table = rows.tables.get(target.name());
      if (table == null) {
        return false;
      }
      List<TargetColumn> columns =
          target.columns().stream().filter(c -> table.columns().contains(c.name())).toList();
      Set<Integer> numbers = new HashSet<>();
      columns.forEach(column -> numbers.add(column.number()));
      @Nullable Set<Integer> before = filled.put(target.oid(), numbers);
      if (columns.isEmpty() || numbers.equals(before)) {
        return false;
      }
      Rows of = new Rows(session, target, table);
      Pouring pouring =
          before == null ? of.insert(columns) : of.update(columns, c -> !before.contains(c));
      rows.note(table, target, pouring, before == null);
      return pouring.taken() > 0;
    }
  }
}
