package dev.ebb.introspect;

/** Tables, views and sequences. */
final class Relations {
  private static final String TABLES =
      """
      SELECT 'TABLE' AS kind, r.path, r.class, r.oid, 0 AS part,
             CASE r.relkind WHEN 'p' THEN 'partitioned' WHEN 'f' THEN 'foreign' ELSE 'table' END AS sort,
             r.relpersistence = 'u' AS unlogged,
             nullif(r.reloftype, 0)::regtype AS of_type,
             CASE r.relkind WHEN 'p' THEN pg_get_partkeydef(r.oid) END AS partition_key,
             pg_get_expr(r.relpartbound, r.oid) AS partition_bound,
             (SELECT array_agg(i.inhparent::regclass::text ORDER BY i.inhseqno)
                FROM pg_catalog.pg_inherits i WHERE i.inhrelid = r.oid) AS inherits,
             CASE WHEN r.reltoastrelid = 0 THEN r.reloptions
               ELSE r.reloptions || (SELECT array_agg('toast.' || o)
                                       FROM pg_catalog.pg_class c, unnest(c.reloptions) AS o
                                      WHERE c.oid = r.reltoastrelid) END AS options,
             (SELECT quote_ident(m.amname) FROM pg_catalog.pg_am m
               WHERE m.oid = r.relam AND m.amname <> 'heap') AS access_method,
             (SELECT quote_ident(p.spcname) FROM pg_catalog.pg_tablespace p
               WHERE p.oid = nullif(r.reltablespace, 0)) AS tablespace,
             r.relrowsecurity AS row_security, r.relforcerowsecurity AS forced_row_security,
             CASE CASE WHEN r.relkind <> 'f' THEN r.relreplident END WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing'
               WHEN 'i' THEN (SELECT 'using index ' || i.indexrelid::regclass
                                FROM pg_catalog.pg_index i WHERE i.indrelid = r.oid AND i.indisreplident)
             END AS replica_identity,
             quote_ident(v.srvname) AS server, f.ftoptions AS foreign_options,
             pg_get_userbyid(r.relowner) AS owner
        FROM rel r
        LEFT JOIN pg_catalog.pg_foreign_table f ON f.ftrelid = r.oid
        LEFT JOIN pg_catalog.pg_foreign_server v ON v.oid = f.ftserver
       WHERE r.relkind IN ('r', 'p', 'f')
      """;

  private static final String VIEWS =
      """
      SELECT CASE r.relkind WHEN 'v' THEN 'VIEW' ELSE 'MATERIALIZED_VIEW' END AS kind, r.path,
             r.class, r.oid, 0 AS part,
             rtrim(pg_get_viewdef(r.oid), ';') AS query, r.reloptions AS options,
             (SELECT quote_ident(m.amname) FROM pg_catalog.pg_am m
               WHERE m.oid = r.relam AND m.amname <> 'heap') AS access_method,
             (SELECT quote_ident(p.spcname) FROM pg_catalog.pg_tablespace p
               WHERE p.oid = nullif(r.reltablespace, 0)) AS tablespace,
             NOT r.relispopulated AS not_populated,
             pg_get_userbyid(r.relowner) AS owner
        FROM rel r WHERE r.relkind IN ('v', 'm')
      """;

  private static final String SEQUENCES =
      """
      SELECT 'SEQUENCE' AS kind, r.path, r.class, r.oid, 0 AS part,
             r.relpersistence = 'u' AS unlogged, format_type(q.seqtypid, NULL) AS type,
             q.seqstart AS start, q.seqincrement AS increment, q.seqmin AS minimum,
             q.seqmax AS maximum, q.seqcache AS cache, q.seqcycle AS cycle,
             d.refobjid::regclass || '.' || quote_ident(a.attname) AS owned_by,
             d.deptype = 'i' AS of_identity,
             pg_get_userbyid(r.relowner) AS owner
        FROM rel r JOIN pg_catalog.pg_sequence q ON q.seqrelid = r.oid
        LEFT JOIN pg_catalog.pg_depend d
          ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = r.oid AND d.objsubid = 0
         AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i')
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
      """;

  private Relations() {}

  static String tables() {
    return TABLES;
  }

  static String views() {
    return VIEWS;
  }

  static String sequences() {
    return SEQUENCES;
  }
}
