package dev.ebb.keep.table;

import dev.ebb.db.Row;
import dev.ebb.db.Session;
import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what keeping has to know of a live table. To be used as {@link Ourselves}. */
public final class TableReader {
  /**
   * Holds for a trigger {@code g} that does more, when values change, than to check them: those of
   * foreign keys that cascade, or set to null or default, have numbers that never change.
   */
  public static final String LOUD = "(NOT g.tgisinternal OR g.tgfoid IN (1647, 1651, 1653))";

  private static final String TABLE =
      """
      SELECT c.oid::bigint AS oid, n.nspname, c.relname, c.relkind = 'p' AS partitioned,
             coalesce((SELECT r.oid FROM (
               WITH RECURSIVE up(oid, relispartition) AS (
                 SELECT c.oid, c.relispartition
                 UNION ALL
                 SELECT p.oid, p.relispartition FROM up JOIN pg_inherits i ON i.inhrelid = up.oid
                   JOIN pg_class p ON p.oid = i.inhparent WHERE up.relispartition)
               SELECT oid FROM up WHERE NOT relispartition) r), c.oid)::bigint AS root,
             EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal
                       AND g.tgenabled <> 'D' AND g.tgtype & 3 = 3) AS changes,
             EXISTS (SELECT FROM pg_inherits i WHERE (i.inhparent = c.oid AND c.relkind = 'r')
                       OR (i.inhrelid = c.oid AND NOT c.relispartition)) AS inherits,
             c.relkind = 'r' AND NOT c.relispartition AND NOT c.relhasrules AND NOT c.relhassubclass
               AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid AND :loud) AS calm,
             CASE WHEN c.relkind = 'r' THEN pg_table_size(c.oid) ELSE 0 END AS bytes
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND c.oid = ANY (:oids)
      """;

  // Types of other namespaces could not be dropped while a kept table uses them, and what a reg…
  // means changes with the object that it names.
  private static final String COLUMNS =
      """
      SELECT a.attrelid::bigint AS relation, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod) AS type,
             t.typnamespace = 'pg_catalog'::regnamespace AND t.typname !~ '^_?reg' AS plain,
             CASE WHEN a.attcollation NOT IN (0, 100)
               THEN quote_ident(l.nspname) || '.' || quote_ident(o.collname) END AS collation,
             a.attgenerated <> '' AS generated, pg_get_expr(d.adbin, d.adrelid) AS default_text,
             :version AS version
        FROM pg_attribute a
        JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_collation o ON o.oid = a.attcollation
        LEFT JOIN pg_namespace l ON l.oid = o.collnamespace
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       WHERE a.attrelid = ANY (:oids) AND a.attnum > 0 AND NOT a.attisdropped
       ORDER BY a.attrelid, a.attnum
      """;

  private static final String KEYS =
      """
      SELECT i.indrelid::bigint AS relation, array_agg(a.attname::text ORDER BY k.place) AS names,
             i.indexrelid::bigint AS index, :version AS version
        FROM pg_index i
        CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
       WHERE i.indrelid = ANY (:oids) AND i.indisunique AND i.indimmediate AND i.indisvalid
         AND i.indpred IS NULL AND i.indexprs IS NULL AND k.place <= i.indnkeyatts
       GROUP BY i.indrelid, i.indexrelid, i.indisprimary, :version
      HAVING bool_and(a.attnotnull)
       ORDER BY i.indisprimary DESC, count(*), i.indexrelid
      """;

  private static final String SEQUENCES =
      """
      SELECT d.refobjid::bigint AS relation, d.refobjsubid AS owner, n.nspname, c.relname,
             c.oid::bigint AS sequence
        FROM pg_depend d JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S'
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
         AND d.deptype IN ('a', 'i') AND d.refobjid = ANY (:oids)
       ORDER BY d.refobjid, d.refobjsubid, d.objid
      """;

  // An event trigger may do anything when an object is dropped.
  private static final String SURROUNDINGS =
      """
      SELECT EXISTS (SELECT FROM pg_event_trigger WHERE evtenabled <> 'D') AS listening,
             coalesce((SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
                         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = 'ebb_keep' AND c.relname = 'small'), false) AS store
      """;

  private static final String WANTED = "current_setting('ebb.wanted')::oid[]";
  private static final String TABLES =
      (TABLE.replace(":loud", LOUD)
              + ";"
              + COLUMNS.replace(":version", version("a"))
              + ";"
              + KEYS.replace(":version", version("i"))
              + ";"
              + SEQUENCES)
          .replace(":oids", WANTED);

  /** What is another one for a row of a catalog as soon as anything in it has changed. */
  public static String version(String alias) {
    return alias + ".xmin::text || " + alias + ".ctid::text";
  }

  private final Session session;

  public TableReader(Session session) {
    this.session = session;
  }

  /**
   * What names stand for in a script.
   *
   * @param oids in the order of the names; 0 where there is nothing of that name
   * @param tables those of them that are tables
   * @param listening whether there is an event trigger
   * @param store whether there is a store that is ready
   * @param back gives the script back its settings: from here on we work as {@link Ourselves}
   */
  public record Found(
      List<Long> oids, List<Table> tables, boolean listening, boolean store, String back) {
    /** Whether each name is a table's, or nothing's. */
    public boolean understood() {
      return oids.stream()
          .allMatch(oid -> oid == 0 || tables.stream().anyMatch(t -> t.oid() == oid));
    }
  }

  /** Finds tables as the script would, and stays on as {@link Ourselves}: all in one message. */
  public static Found find(Session session, List<SqlName> names) {
    String oids =
        names.stream()
            .map(name ->
                "coalesce(pg_catalog.to_regclass("
                    + Quote.literal(name.toSql())
                    + ")::pg_catalog.oid::bigint, 0)")
            .collect(Collectors.joining(", "));
    Parts parts = new Parts();
    String back =
        Ourselves.enter(
            session,
            "pg_catalog.set_config('ebb.wanted', (ARRAY["
                + oids
                + "]::bigint[])::text, true) AS wanted",
            SURROUNDINGS + ";" + TABLES,
            parts::take);
    return new Found(parts.wanted, parts.tables(), parts.listening, parts.store, back);
  }

  /** The table with that oid, if it is one with rows of its own. */
  public Optional<Table> byOid(long oid) {
    Parts parts = new Parts();
    session.queryEach(
        "SELECT set_config('ebb.wanted', '{" + oid + "}', true) AS wanted;" + TABLES,
        names -> row -> parts.take(names, row));
    return parts.tables().stream().findFirst();
  }

  /** The table of that name in that namespace. */
  public Optional<Table> byName(String namespace, String name) {
    return session
        .queryFirst(
            "SELECT c.oid::bigint AS oid FROM pg_catalog.pg_class c"
                + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE n.nspname = ? AND c.relname = ?",
            row -> row.int64("oid"),
            namespace,
            name)
        .flatMap(this::byOid);
  }

  /** What the answers of one message say. */
  private static final class Parts {
    private final List<Table> heads = new ArrayList<>();
    private final Map<Long, List<Column>> columns = new HashMap<>();
    private final Map<Long, List<Table.Key>> keys = new HashMap<>();
    private final Map<Long, List<Table.Owned>> sequences = new HashMap<>();
    private List<Long> wanted = List.of();
    private boolean listening;
    private boolean store;

    void take(List<String> names, Row row) {
      switch (names.get(1 % names.size())) {
        case "nspname" -> heads.add(head(row));
        case "attnum" -> of(columns, row).add(column(row));
        case "names" -> of(keys, row).add(key(row));
        case "owner" -> of(sequences, row).add(owned(row));
        case "store" -> {
          listening = row.bool("listening");
          store = row.bool("store");
        }
        default -> wanted = numbers(row.text("wanted"));
      }
    }

    private static <T> List<T> of(Map<Long, List<T>> map, Row row) {
      return map.computeIfAbsent(row.int64("relation"), _ -> new ArrayList<>());
    }

    private static List<Long> numbers(String array) {
      return Stream.of(array.substring(1, array.length() - 1).split(","))
          .map(Long::valueOf)
          .toList();
    }

    private static Table head(Row row) {
      return new Table(
          row.int64("oid"),
          new SqlName(row.text("nspname"), row.text("relname")),
          row.bool("partitioned"),
          row.int64("root"),
          List.of(),
          List.of(),
          row.bool("changes"),
          row.bool("inherits"),
          row.bool("calm"),
          row.int64("bytes"),
          List.of());
    }

    private static Column column(Row row) {
      return new Column(
          row.int32("attnum"),
          row.text("attname"),
          row.text("type"),
          row.bool("plain"),
          row.textOrNull("collation"),
          row.bool("generated"),
          row.textOrNull("default_text"),
          row.text("version"));
    }

    private static Table.Key key(Row row) {
      return new Table.Key(row.texts("names"), row.int64("index"), row.text("version"));
    }

    private static Table.Owned owned(Row row) {
      return new Table.Owned(
          row.int64("sequence"),
          new SqlName(row.text("nspname"), row.text("relname")),
          row.int32("owner"));
    }

    List<Table> tables() {
      return heads.stream()
          .map(head ->
              head.with(
                  columns.getOrDefault(head.oid(), List.of()),
                  keys.getOrDefault(head.oid(), List.of()),
                  sequences.getOrDefault(head.oid(), List.of())))
          .toList();
    }
  }
}
