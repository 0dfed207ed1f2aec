package dev.ebb.introspect;

/** Columns of tables, views and composite types. Their place is counted by the one who reads. */
final class Columns {
  private static final String SQL =
      """
      SELECT 'COLUMN' AS kind, r.path || '.' || quote_ident(a.attname) AS path,
             r.class, r.oid, a.attnum AS part,
             format_type(a.atttypid, a.atttypmod) AS type,
             CASE WHEN a.attcollation <> t.typcollation AND a.attcollation <> 0
               THEN :collation END AS collation,
             a.attnotnull AS not_null,
             :notNullFacts
             CASE WHEN a.atthasdef AND a.attgenerated = '' THEN (:expression) END AS "default",
             CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END AS identity,
             CASE WHEN a.attgenerated <> '' THEN (:expression) END AS generated,
             a.attgenerated = 'v' AS virtual,
             CASE WHEN a.attstorage <> t.typstorage
               THEN CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external'
                                      WHEN 'm' THEN 'main' ELSE 'extended' END END AS storage,
             CASE :compression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,
             CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END AS statistics_target,
             NOT a.attislocal AND NOT r.relispartition AS inherited,
             :options AS options, a.attfdwoptions AS foreign_options
        FROM rel r
        JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        :notNullJoin
       WHERE r.relkind IN ('r', 'p', 'f', 'v', 'm', 'c')
      """;

  // Most columns have none: to look for one row by row would take longer than all the rest.
  private static final String EXPRESSION =
      """
      SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d
       WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum
      """;

  // The server names such a constraint after table and column; pg_dump keeps any other name.
  private static final String NOT_NULL_FACTS =
      """
      CASE WHEN k.conname <> r.relname || '_' || a.attname || '_not_null'
        THEN quote_ident(k.conname) END AS not_null_name,
      k.connoinherit AS not_null_no_inherit, NOT k.convalidated AS not_null_not_valid,
      """;

  private static final String NOT_NULL_JOIN =
      """
      LEFT JOIN pg_catalog.pg_constraint k
        ON k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey[1] = a.attnum
      """;

  private Columns() {}

  static String sql(Server server) {
    return SQL.replace(":expression", EXPRESSION)
        .replace(":options", Scope.columnOptions("a.attoptions"))
        .replace(":collation", Scope.nameOf("pg_collation", "coll", "a.attcollation"))
        .replace(":compression", server.since(14, "a.attcompression", "''"))
        .replace(":notNullFacts", server.since(18, NOT_NULL_FACTS, ""))
        .replace(":notNullJoin", server.since(18, NOT_NULL_JOIN, ""));
  }
}
