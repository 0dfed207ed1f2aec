package dev.ebb.rehearse;

import dev.ebb.db.Row;
import dev.ebb.db.Session;
import dev.ebb.shadow.LockMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of the real database at one moment: its tables' sizes and who holds what. Reading
 * it takes no lock but on the catalog, and changes nothing.
 *
 * @param tables by path
 * @param holders those who hold locks on relations of users
 */
public record Surroundings(Map<String, TableSize> tables, List<Holder> holders) {
  private static final String TABLES =
      """
      WITH RECURSIVE part(root, oid) AS (
        SELECT c.oid, c.oid FROM pg_catalog.pg_class c
         WHERE c.relkind IN ('r', 'p', 'm') AND c.oid >= 16384 AND c.relpersistence <> 't'
        UNION ALL
        SELECT p.root, i.inhrelid FROM part p JOIN pg_catalog.pg_inherits i ON i.inhparent = p.oid
          JOIN pg_catalog.pg_class c ON c.oid = p.root AND c.relkind = 'p'
      ), leaf AS (
        SELECT p.root, c.oid, c.reltuples,
               coalesce(pg_catalog.pg_table_size(c.oid), 0) AS bytes,
               coalesce(pg_catalog.pg_indexes_size(c.oid), 0) AS index_bytes,
               coalesce(s.seq_scan, 0) + coalesce(s.idx_scan, 0) AS reads,
               coalesce(s.n_tup_ins, 0) + coalesce(s.n_tup_upd, 0) + coalesce(s.n_tup_del, 0) AS writes
          FROM part p JOIN pg_catalog.pg_class c ON c.oid = p.oid AND c.relkind IN ('r', 'm')
          LEFT JOIN pg_catalog.pg_stat_all_tables s ON s.relid = c.oid
      )
      SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(r.relname) AS path,
             CASE WHEN min(l.reltuples) < 0 OR count(l.oid) = 0 THEN -1
                  ELSE sum(l.reltuples)::int8 END AS rows,
             coalesce(sum(l.bytes), 0)::int8 AS bytes,
             coalesce(sum(l.index_bytes), 0)::int8 AS index_bytes,
             (SELECT count(*) FROM pg_catalog.pg_index i WHERE i.indrelid = r.oid) AS indexes,
             coalesce(sum(l.reads), 0)::int8 AS reads, coalesce(sum(l.writes), 0)::int8 AS writes
        FROM pg_catalog.pg_class r JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
        LEFT JOIN leaf l ON l.root = r.oid
       WHERE r.relkind IN ('r', 'p', 'm') AND r.oid >= 16384 AND r.relpersistence <> 't'
         AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
       GROUP BY n.nspname, r.relname, r.oid
      """;

  private static final String HOLDERS =
      """
      SELECT coalesce(l.pid, 0) AS pid, l.mode,
             pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS path,
             coalesce(a.usename::text, '') AS role, coalesce(a.application_name, '') AS application,
             CASE WHEN l.pid IS NULL THEN 'prepared transaction' ELSE coalesce(a.backend_type, '') END AS kind,
             coalesce(a.state, '') AS state,
             coalesce(extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start) * 1000, 0)::int8 AS millis,
             left(btrim(regexp_replace(coalesce(a.query, ''), '\\s+', ' ', 'g')), 120) AS query
        FROM pg_catalog.pg_locks l
        JOIN pg_catalog.pg_class c ON c.oid = l.relation
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
       WHERE l.locktype = 'relation' AND l.granted AND l.relation >= 16384
         AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())
         AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
       ORDER BY a.xact_start, l.pid, 3
      """;

  /** Nothing is known. */
  public static final Surroundings UNKNOWN = new Surroundings(Map.of(), List.of());

  public Surroundings {
    tables = Map.copyOf(tables);
    holders = List.copyOf(holders);
  }

  /** Reads it. */
  public static Surroundings read(Session session) {
    Map<String, TableSize> tables = new TreeMap<>();
    for (TableSize size : session.query(TABLES, Surroundings::size)) {
      tables.put(size.path(), size);
    }
    return new Surroundings(tables, session.query(HOLDERS, Surroundings::holder));
  }

  private static TableSize size(Row row) {
    return new TableSize(
        row.text("path"),
        row.int64("rows"),
        row.int64("bytes"),
        row.int64("index_bytes"),
        row.int32("indexes"),
        row.int64("reads"),
        row.int64("writes"));
  }

  private static Holder holder(Row row) {
    return new Holder(
        row.int32("pid"),
        row.text("role"),
        row.text("application"),
        row.text("kind"),
        row.text("state"),
        Duration.ofMillis(Math.max(0, row.int64("millis"))),
        row.text("query"),
        row.text("path"),
        LockMode.of(row.text("mode")));
  }
}
