package dev.ebb.introspect;

import dev.ebb.sql.SqlName;

/** What counts: common table expressions that every query begins with and selects from. */
final class Scope {
  /**
   * {@code space}, {@code rel} (everything in pg_class but indexes and toast), each with its path;
   * {@code member} is what belongs to extensions, {@code own} are the books of migration tools.
   */
  private static final String SQL =
      """
      WITH member AS (
        SELECT classid, objid FROM pg_catalog.pg_depend
         WHERE refclassid = 'pg_catalog.pg_extension'::regclass AND deptype = 'e'
      ), space AS (
        SELECT n.oid, n.tableoid, quote_ident(n.nspname) AS path, n.nspowner
          FROM pg_catalog.pg_namespace n
         WHERE :users
           AND (n.tableoid, n.oid) NOT IN (SELECT classid, objid FROM member)
      ), own AS (
        SELECT c.oid FROM pg_catalog.pg_class c
         WHERE c.relname IN (:own) AND c.relkind IN ('r', 'p')
      ), rel AS (
        SELECT c.*, c.tableoid AS class, s.path || '.' || quote_ident(c.relname) AS path
          FROM pg_catalog.pg_class c JOIN space s ON s.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'c')
           AND c.oid NOT IN (SELECT oid FROM own)
           AND (c.tableoid, c.oid) NOT IN (SELECT classid, objid FROM member)
           AND NOT (c.relkind = 'c' AND ('pg_catalog.pg_type'::regclass::oid, c.reltype) IN (SELECT classid, objid FROM member))
           AND c.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                              WHERE d.refclassid = 'pg_catalog.pg_class'::regclass
                                AND d.refobjid IN (SELECT oid FROM own)
                                AND d.classid = 'pg_catalog.pg_class'::regclass
                                AND d.deptype IN ('a', 'i'))
      )
      """;

  private Scope() {}

  /**
   * The beginning of a query.
   *
   * @param ownTables SQL literals, separated by commas
   */
  static String sql(String ownTables) {
    return SQL.replace(":own", ownTables).replace(":users", SqlName.ofUsers("n.nspname"));
  }

  /**
   * A query for all things of a kind that have a name of their own in a schema; {@code k} is the
   * row of each, {@code n.path} its qualified name.
   *
   * @param kind the word for it
   * @param table as in {@code pg_collation}
   * @param prefix of the names of its columns
   * @param facts what is asked of each, beside what it is: expressions with their names
   */
  static String named(String kind, String table, String prefix, String facts) {
    return """
    SELECT '%1$s' AS kind, n.path, k.tableoid AS class, k.oid, 0 AS part,
           %4$s
      FROM pg_catalog.%2$s k JOIN space s ON s.oid = k.%3$snamespace
     CROSS JOIN LATERAL (SELECT s.path || '.' || quote_ident(k.%3$sname) AS path) n
     WHERE (k.tableoid, k.oid) NOT IN (SELECT classid, objid FROM member)
    """
        .formatted(kind, table, prefix, facts.strip());
  }

  /**
   * SQL for those options of a column that somebody has set. Since November 2026 servers keep a
   * number of their own among them, which changes with the column and which no dump shows.
   *
   * @param options an expression
   */
  static String columnOptions(String options) {
    return """
    CASE WHEN cardinality(:options) > 1 OR NOT starts_with((:options)[1], 'pg_attver=')
      THEN (SELECT array_agg(o.option ORDER BY o.n) FROM unnest(:options) WITH ORDINALITY o(option, n)
             WHERE NOT starts_with(o.option, 'pg_attver=')) END\
    """
        .replace(":options", options);
  }

  /**
   * SQL for the qualified name of what an oid stands for.
   *
   * @param table as in {@code pg_collation}
   * @param prefix of the names of its columns
   * @param oid an expression
   */
  static String nameOf(String table, String prefix, String oid) {
    return """
    (SELECT quote_ident(ns.nspname) || '.' || quote_ident(x.%2$sname)
       FROM pg_catalog.%1$s x JOIN pg_catalog.pg_namespace ns ON ns.oid = x.%2$snamespace
      WHERE x.oid = %3$s)\
    """
        .formatted(table, prefix, oid);
  }
}
