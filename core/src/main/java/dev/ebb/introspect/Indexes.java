package dev.ebb.introspect;

/**
 * Indexes. To have the server write their definitions takes longer than to read all else there is,
 * so that for a usual one only the beginning of it is asked for, with the numbers of its columns.
 */
final class Indexes {
  /**
   * {@code choice} are the operator classes that are somebody's default, and {@code sure} are those
   * that the server, writing a definition, would leave out whatever the column's type: no type that
   * is taken for the class's own has a default of its own, or another one that it rather takes.
   * {@code usual} are combinations of these. {@code special} are tables and indexes with a column
   * that has an option, or a collation that is not the database's, which is 100 everywhere.
   */
  private static final String USUAL =
      """
      , choice AS (
        SELECT o.oid, o.opcmethod AS method, x.oid AS type, x.typcategory AS category, x.typispreferred AS preferred
          FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_type x ON x.oid = o.opcintype
         WHERE o.opcdefault AND x.typtype = 'b' AND x.typelem = 0
      ), alike AS (
        SELECT k.castsource AS source, k.casttarget AS target, y.typcategory AS category
          FROM pg_catalog.pg_cast k JOIN pg_catalog.pg_type y ON y.oid = k.castsource
         WHERE k.castmethod = 'b' AND k.castcontext = 'i'
      ), sure AS (
        SELECT o.oid FROM choice o
         WHERE NOT EXISTS (
               SELECT FROM alike y JOIN choice p ON p.method = o.method AND p.oid <> o.oid
                WHERE y.target = o.type
                  AND (p.type = y.source
                       OR (NOT (o.preferred AND o.category = y.category) OR (p.preferred AND p.category = y.category))
                          AND EXISTS (SELECT FROM alike z WHERE z.source = y.source AND z.target = p.type)))
      ), usual AS (
        SELECT x.indclass FROM (SELECT DISTINCT i.indclass FROM pg_catalog.pg_index i) x
         WHERE NOT EXISTS (SELECT FROM unnest(x.indclass::oid[]) AS k(oid) WHERE k.oid NOT IN (SELECT oid FROM sure))
      ), special AS (
        SELECT a.attrelid FROM pg_catalog.pg_attribute a
         WHERE a.attnum > 0 AND (a.attcollation NOT IN (0, 100)
                                 OR a.attstattarget >= 0 OR :options IS NOT NULL)
      )
      """;

  private static final String SQL =
      """
      SELECT 'INDEX' AS kind, s.path || '.' || quote_ident(c.relname) AS path,
             c.tableoid AS class, c.oid, 0 AS part,
             r.path AS "table", i.indisunique AS "unique",
             (SELECT p.inhparent::regclass FROM pg_catalog.pg_inherits p
               WHERE c.relispartition AND p.inhrelid = c.oid) AS part_of,
             quote_ident(k.conname) AS "constraint",
             CASE WHEN c.oid IN (SELECT attrelid FROM special) THEN
               (SELECT string_agg(format('%s=%s', a.attnum, a.attstattarget), ',' ORDER BY a.attnum)
                  FROM pg_catalog.pg_attribute a
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.attstattarget >= 0) END AS statistics_target,
             r.class AS relation_class, r.oid AS relation_oid,
             CASE WHEN u.indclass IS NOT NULL THEN i.indkey END AS key,
             CASE WHEN u.indclass IS NULL THEN pg_get_indexdef(c.oid)
               ELSE concat('CREATE ', CASE WHEN i.indisunique THEN 'UNIQUE ' END, 'INDEX ', quote_ident(c.relname),
                           ' ON ', r.path, ' USING ', quote_ident(m.amname)) END AS definition,
             (SELECT quote_ident(p.spcname) FROM pg_catalog.pg_tablespace p
               WHERE p.oid = nullif(c.reltablespace, 0)) AS tablespace,
             i.indisclustered AS clustered,
             NOT i.indisvalid OR NOT i.indisready AS invalid
        FROM pg_catalog.pg_index i
        JOIN rel r ON r.oid = i.indrelid
        JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
        JOIN pg_catalog.pg_am m ON m.oid = c.relam
        JOIN space s ON s.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = c.oid AND k.contype IN ('p', 'u', 'x')
        LEFT JOIN usual u
          ON u.indclass = i.indclass AND c.relkind = 'i' AND c.reloptions IS NULL
         AND i.indexprs IS NULL AND i.indpred IS NULL AND i.indnkeyatts = i.indnatts
         AND 0 = ALL (i.indoption) AND :nullsDistinct
         AND i.indrelid NOT IN (SELECT attrelid FROM special)
         AND i.indexrelid NOT IN (SELECT attrelid FROM special)
      """;

  private Indexes() {}

  /** With what comes before the SELECT, since this query names more than others do. */
  static String sql(Server server) {
    return USUAL.replace(":options", Scope.columnOptions("a.attoptions"))
        + SQL.replace(":nullsDistinct", server.since(15, "NOT i.indnullsnotdistinct", "true"));
  }
}
