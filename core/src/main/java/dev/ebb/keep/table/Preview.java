package dev.ebb.keep.table;

import dev.ebb.db.Session;
import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one look at the catalog has told, before a run, about all tables that the texts of its
 * statements name. Since then the run itself, or anybody, may have changed them: so whoever relies
 * on it sends a {@link Sight#check} along that fails if this is no longer so. Confined to the
 * thread that runs.
 */
public final class Preview {
  /** More names than this make a message that nobody wants to read in a log. */
  private static final int AT_ONCE = 500;

  private final Map<SqlName, Long> oids = new HashMap<>();
  private final Map<Long, Table> tables = new HashMap<>();

  /**
   * Looks at tables as scripts find them that set no path of their own; no transaction is open.
   *
   * @return whether there is a store that is ready
   */
  public boolean look(Session session, Collection<SqlName> names) {
    boolean store = false;
    List<SqlName> all = names.stream().distinct().toList();
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      List<SqlName> some = all.subList(from, Math.min(from + AT_ONCE, all.size()));
      session.execute("BEGIN READ ONLY");
      TableReader.Found found = TableReader.find(session, some);
      session.execute("ROLLBACK");
      know(some, found);
      store = found.store();
    }
    return store;
  }

  /** What is known; null if a table is not, or is of a kind that needs another look. */
  public @Nullable Sight of(List<SqlName> names, List<String> going) {
    List<Table> found = new ArrayList<>();
    for (SqlName name : names) {
      Table table = tables.get(oids.getOrDefault(name, 0L));
      if (table == null || table.inherits() || table.root() != table.oid() || !table.small()) {
        return null;
      }
      found.add(table);
    }
    return new Sight(names, found, going);
  }

  /**
   * A statement takes tables away, or columns of them.
   *
   * @param going the columns; empty if tables go
   */
  public void taken(List<SqlName> names, List<String> going) {
    for (SqlName name : names) {
      tables.computeIfPresent(
          oids.getOrDefault(name, 0L), (_, table) -> going.isEmpty() ? null : table.without(going));
    }
  }

  /** Somebody has had another look. */
  public void know(List<SqlName> names, TableReader.Found found) {
    for (int i = 0; i < names.size(); i++) {
      oids.put(names.get(i), found.oids().get(i));
    }
    found.tables().forEach(table -> tables.put(table.oid(), table));
  }

  /**
   * What is known of tables of which something goes.
   *
   * @param names by which the script calls them
   * @param going the columns that go; empty if tables go
   */
  public record Sight(List<SqlName> names, List<Table> tables, List<String> going) {
    /** An expression that asks what the names stand for, as the script sees them. */
    public String wanted() {
      return "pg_catalog.set_config('ebb.wanted', pg_catalog.concat_ws(',', "
          + names.stream()
              .map(name ->
                  "pg_catalog.to_regclass(%s)::pg_catalog.oid"
                      .formatted(Quote.literal(name.toSql())))
              .collect(Collectors.joining(", "))
          + "), true)";
    }

    /** As {@link #check(String)}, if nothing else matters. */
    public String check() {
      return check("true");
    }

    /**
     * Statements that keep writers away, and fail unless the names still stand for these tables and
     * the tables are what they were. To be used as {@link Ourselves}.
     *
     * @param also what else must hold
     */
    public String check(String also) {
      StringBuilder sql = new StringBuilder();
      tables.forEach(t -> sql.append("LOCK TABLE ").append(t.from()).append(" IN EXCLUSIVE MODE;"));
      sql.append("SELECT 1/(CASE WHEN current_setting('ebb.wanted') = '");
      sql.append(tables.stream().map(t -> "" + t.oid()).collect(Collectors.joining(",")));
      sql.append("' AND NOT EXISTS (SELECT FROM pg_event_trigger WHERE evtenabled <> 'D')");
      tables.forEach(table -> sql.append(" AND ").append(isTheSame(table, going)));
      return sql.append(" AND ").append(also).append(" THEN 1 ELSE 0 END);").toString();
    }
  }

  private static String isTheSame(Table table, List<String> going) {
    List<String> conditions = new ArrayList<>();
    conditions.add(is(table.name(), table.oid()));
    conditions.add("pg_table_size(%d) <= %d".formatted(table.oid(), Table.SMALL));
    conditions.add(
        "NOT (SELECT c.relhassubclass FROM pg_class c WHERE c.oid = %d)".formatted(table.oid()));
    conditions.add(
        "(SELECT string_agg(%s, ' ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = %d AND a.attnum > 0 AND NOT a.attisdropped) = '%s'"
            .formatted(
                TableReader.version("a"),
                table.oid(),
                table.columns().stream().map(Column::version).collect(Collectors.joining(" "))));
    table
        .indexWithout(going)
        .ifPresent(key ->
            conditions.add(
                "(SELECT %s FROM pg_index i WHERE i.indexrelid = %d) = '%s'"
                    .formatted(TableReader.version("i"), key.index(), key.version())));
    conditions.add(
        "(SELECT coalesce(string_agg(concat(d.objid, ':', d.refobjsubid), ' ' ORDER BY d.refobjsubid, d.objid), '') FROM pg_depend d JOIN pg_sequence s ON s.seqrelid = d.objid WHERE d.classid = 1259 AND d.refclassid = 1259 AND d.deptype IN ('a', 'i') AND d.refobjid = %d) = '%s'"
            .formatted(
                table.oid(),
                table.sequences().stream()
                    .map(s -> s.oid() + ":" + s.column())
                    .collect(Collectors.joining(" "))));
    table.sequences().forEach(s -> conditions.add(is(s.name(), s.oid())));
    return String.join(" AND ", conditions);
  }

  private static String is(SqlName name, long oid) {
    return "coalesce(to_regclass(%s)::oid = %d, false)".formatted(Quote.literal(name.toSql()), oid);
  }
}
