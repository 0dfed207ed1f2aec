package dev.ebb.dump;

import dev.ebb.db.Session;
import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table that is there, and could take rows.
 *
 * @param columns that can be written to
 * @param key the names of the columns of its primary key; empty if it has none
 * @param refersTo the numbers of other tables that its rows refer to
 */
record Target(
    long oid, SqlName name, List<TargetColumn> columns, List<String> key, List<Long> refersTo) {
  private static final String TABLES =
      """
      SELECT c.oid::int8 AS oid, n.nspname::text AS namespace, c.relname::text AS name,
             (SELECT array_agg(a.attname::text ORDER BY k.n)
                FROM pg_catalog.pg_index i
                CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY k(number, n)
                JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
               WHERE i.indrelid = c.oid AND i.indisprimary) AS key,
             (SELECT array_agg(f.confrelid::int8)
                FROM pg_catalog.pg_constraint f
               WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid) AS refers
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
         AND (n.nspname::text, c.relname::text) IN (:names)
       ORDER BY n.nspname, c.relname
      """;

  private static final String COLUMNS =
      """
      SELECT a.attrelid::int8 AS oid, a.attnum::int4 AS number, a.attname::text AS name,
             pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
             pg_catalog.pg_get_serial_sequence(a.attrelid::regclass::text, a.attname::text) AS sequence
        FROM pg_catalog.pg_attribute a
       WHERE a.attrelid IN (:tables) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
       ORDER BY a.attrelid, a.attnum
      """;

  Target {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
    refersTo = List.copyOf(refersTo);
  }

  /**
   * One of its columns.
   *
   * @param type as SQL
   * @param sequence that gives its values, as SQL; empty if there is none
   */
  record TargetColumn(int number, String name, String type, String sequence) {
    String sql() {
      return Quote.identifier(name);
    }
  }

  /**
   * Those with these names that are there: what others refer to first, as far as there is such an
   * order.
   */
  static List<Target> find(Session session, Collection<SqlName> names) {
    List<Target> found = names.isEmpty() ? List.of() : tables(session, names);
    if (found.isEmpty()) {
      return List.of();
    }
    Map<Long, List<TargetColumn>> columns = columns(session, found);
    return inOrder(
        found.stream()
            .map(t ->
                new Target(
                    t.oid, t.name, columns.getOrDefault(t.oid, List.of()), t.key, t.refersTo))
            .toList());
  }

  private static List<Target> tables(Session session, Collection<SqlName> names) {
    String wanted =
        names.stream()
            .map(n ->
                "(%s, %s)"
                    .formatted(
                        Quote.literal(n.namespace() == null ? "public" : n.namespace()),
                        Quote.literal(n.name())))
            .collect(Collectors.joining(", "));
    return session.query(
        TABLES.replace(":names", wanted),
        row -> {
          List<String> key = row.textsOrNull("key");
          List<Long> refers = row.int64sOrNull("refers");
          return new Target(
              row.int64("oid"),
              new SqlName(row.text("namespace"), row.text("name")),
              List.of(),
              key == null ? List.of() : key,
              refers == null ? List.of() : refers);
        });
  }

  private static Map<Long, List<TargetColumn>> columns(Session session, List<Target> tables) {
    String oids = tables.stream().map(t -> "" + t.oid).collect(Collectors.joining(", "));
    Map<Long, List<TargetColumn>> columns = new HashMap<>();
    session.query(
        COLUMNS.replace(":tables", oids),
        row -> {
          String sequence = row.textOrNull("sequence");
          return columns
              .computeIfAbsent(row.int64("oid"), _ -> new ArrayList<>())
              .add(
                  new TargetColumn(
                      row.int32("number"),
                      row.text("name"),
                      row.text("type"),
                      sequence == null ? "" : sequence));
        });
    return columns;
  }

  private static List<Target> inOrder(List<Target> all) {
    Map<Long, Target> byOid = all.stream().collect(Collectors.toMap(Target::oid, t -> t));
    Set<Target> order = new LinkedHashSet<>();
    Set<Long> seen = new LinkedHashSet<>();
    all.forEach(table -> visit(table, byOid, seen, order));
    return List.copyOf(order);
  }

  private static void visit(
      Target table, Map<Long, Target> byOid, Set<Long> seen, Set<Target> order) {
    if (seen.add(table.oid)) {
      for (long other : table.refersTo) {
        Target first = byOid.get(other);
        if (first != null) {
          visit(first, byOid, seen, order);
        }
      }
      order.add(table);
    }
  }
}
