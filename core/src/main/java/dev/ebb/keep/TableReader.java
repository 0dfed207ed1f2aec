package dev.ebb.keep;

import dev.ebb.db.Session;
import dev.ebb.sql.SqlName;
import java.util.List;
import java.util.Optional;

/** Reads what keeping has to know of a live table. To be used as {@link Ourselves}. */
final class TableReader {
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
                       OR (i.inhrelid = c.oid AND NOT c.relispartition)) AS inherits
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND c.oid = :oid
      """;

  // Types of other namespaces could not be dropped while a kept table uses them, and what a reg…
  // means changes with the object that it names.
  private static final String COLUMNS =
      """
      SELECT a.attnum, a.attname, format_type(a.atttypid, a.atttypmod) AS type,
             t.typnamespace = 'pg_catalog'::regnamespace AND t.typname !~ '^_?reg' AS plain,
             CASE WHEN a.attcollation NOT IN (0, 100)
               THEN quote_ident(l.nspname) || '.' || quote_ident(o.collname) END AS collation,
             a.attgenerated <> '' AS generated, pg_get_expr(d.adbin, d.adrelid) AS default_text
        FROM pg_attribute a
        JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_collation o ON o.oid = a.attcollation
        LEFT JOIN pg_namespace l ON l.oid = o.collnamespace
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       WHERE a.attrelid = :oid AND a.attnum > 0 AND NOT a.attisdropped
       ORDER BY a.attnum
      """;

  private static final String KEYS =
      """
      SELECT array_agg(a.attname::text ORDER BY k.place) AS names
        FROM pg_index i
        CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
       WHERE i.indrelid = :oid AND i.indisunique AND i.indimmediate AND i.indisvalid
         AND i.indpred IS NULL AND i.indexprs IS NULL AND k.place <= i.indnkeyatts
       GROUP BY i.indexrelid, i.indisprimary
      HAVING bool_and(a.attnotnull)
       ORDER BY i.indisprimary DESC, count(*), i.indexrelid
      """;

  private final Session session;

  TableReader(Session session) {
    this.session = session;
  }

  /** The table with that oid, if it is one with rows of its own. */
  Optional<Table> byOid(long oid) {
    return read(oid);
  }

  /** The table of that name in that namespace. */
  Optional<Table> byName(String namespace, String name) {
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

  private Optional<Table> read(long oid) {
    return session
        .queryFirst(
            with(TABLE, oid),
            row ->
                new Table(
                    row.int64("oid"),
                    new SqlName(row.text("nspname"), row.text("relname")),
                    row.bool("partitioned"),
                    row.int64("root"),
                    List.of(),
                    List.of(),
                    row.bool("changes"),
                    row.bool("inherits")))
        .map(this::complete);
  }

  private Table complete(Table head) {
    List<Column> columns =
        session.query(
            with(COLUMNS, head.oid()),
            row ->
                new Column(
                    row.int32("attnum"),
                    row.text("attname"),
                    row.text("type"),
                    row.bool("plain"),
                    row.textOrNull("collation"),
                    row.bool("generated"),
                    row.textOrNull("default_text")));
    List<List<String>> keys = session.query(with(KEYS, head.oid()), row -> row.texts("names"));
    return new Table(
        head.oid(),
        head.name(),
        head.partitioned(),
        head.root(),
        columns,
        keys,
        head.changesRows(),
        head.inherits());
  }

  private static String with(String query, long oid) {
    return query.replace(":oid", Long.toString(oid));
  }
}
