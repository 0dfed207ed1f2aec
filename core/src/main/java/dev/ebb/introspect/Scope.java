package dev.ebb.introspect;

/** What counts: common table expressions that every part of the query selects from. */
final class Scope {
  /**
   * {@code space}, {@code rel} (everything in pg_class but indexes and toast), {@code ind}, {@code
   * routine}, {@code typ}, each with its path; {@code member} is what belongs to extensions.
   */
  static final String SQL =
      """
      WITH member AS (
        SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e'
      ), space AS (
        SELECT n.oid, quote_ident(n.nspname) AS path, n.nspowner, n.nspacl
          FROM pg_catalog.pg_namespace n
         WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'ebb_keep')
           AND NOT EXISTS (SELECT FROM member m
                            WHERE m.classid = 'pg_catalog.pg_namespace'::regclass AND m.objid = n.oid)
      ), own AS (
        SELECT c.oid FROM pg_catalog.pg_class c
         WHERE c.relkind IN ('r', 'p') AND c.relname IN (:own)
      ), rel AS (
        SELECT c.*, s.path || '.' || quote_ident(c.relname) AS path
          FROM pg_catalog.pg_class c JOIN space s ON s.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'c')
           AND c.oid NOT IN (SELECT oid FROM own)
           AND NOT EXISTS (SELECT FROM member m
                            WHERE m.classid = 'pg_catalog.pg_class'::regclass AND m.objid = c.oid)
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d JOIN own ON own.oid = d.refobjid
                            WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid
                              AND d.refclassid = 'pg_catalog.pg_class'::regclass
                              AND d.deptype IN ('a', 'i'))
      ), ind AS (
        SELECT i.*, s.path || '.' || quote_ident(c.relname) AS path
          FROM pg_catalog.pg_index i
          JOIN rel r ON r.oid = i.indrelid
          JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
          JOIN space s ON s.oid = c.relnamespace
      ), routine AS (
        SELECT p.*, s.path || '.' || quote_ident(p.proname)
                 || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS path
          FROM pg_catalog.pg_proc p JOIN space s ON s.oid = p.pronamespace
         WHERE NOT EXISTS (SELECT FROM member m
                            WHERE m.classid = 'pg_catalog.pg_proc'::regclass AND m.objid = p.oid)
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                            WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid
                              AND d.deptype = 'i')
      ), typ AS (
        SELECT t.*, s.path || '.' || quote_ident(t.typname) AS path
          FROM pg_catalog.pg_type t JOIN space s ON s.oid = t.typnamespace
         WHERE t.typtype IN ('e', 'd', 'r', 'c')
           AND (t.typtype <> 'c' OR EXISTS (SELECT FROM rel WHERE rel.oid = t.typrelid AND rel.relkind = 'c'))
           AND NOT EXISTS (SELECT FROM member m
                            WHERE m.classid = 'pg_catalog.pg_type'::regclass AND m.objid = t.oid)
      )
      """;

  private Scope() {}
}
