package dev.ebb.introspect;

/** Types of every sort but arrays and the rows of tables; attributes of composites are columns. */
final class Types {
  private static final String SQL =
      """
      SELECT 'TYPE' AS kind, s.path || '.' || quote_ident(t.typname) AS path,
             t.tableoid AS class, t.oid, 0 AS part,
             CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range'
                            WHEN 'c' THEN 'composite' WHEN 'b' THEN 'base' ELSE 'shell' END AS sort,
             CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod)
                            WHEN 'r' THEN (SELECT format_type(g.rngsubtype, NULL)
                                             FROM pg_catalog.pg_range g WHERE g.rngtypid = t.oid)
             END AS type,
             CASE WHEN t.typtype = 'd' AND t.typcollation <> 0
                   AND t.typcollation <> (SELECT b.typcollation FROM pg_catalog.pg_type b WHERE b.oid = t.typbasetype)
               THEN :collation END AS collation,
             CASE t.typtype WHEN 'e' THEN (SELECT coalesce(array_agg(e.enumlabel ORDER BY e.enumsortorder), '{}')
                                             FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid) END AS labels,
             t.typtype = 'd' AND t.typnotnull AS not_null,
             CASE t.typtype WHEN 'd' THEN coalesce(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault))
             END AS "default",
             CASE t.typtype
               WHEN 'p' THEN 'CREATE TYPE ' || s.path || '.' || quote_ident(t.typname)
               WHEN 'r' THEN (:range)
               WHEN 'b' THEN (:base) END AS definition,
             pg_get_userbyid(t.typowner) AS owner
        FROM pg_catalog.pg_type t JOIN space s ON s.oid = t.typnamespace
       WHERE (t.typtype IN ('e', 'd', 'r')
              OR t.typtype = 'c' AND t.typrelid IN (SELECT oid FROM rel WHERE relkind = 'c')
              OR t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e
                                                  WHERE e.oid = t.typelem AND e.typarray = t.oid)
              OR t.typtype = 'p' AND NOT t.typisdefined)
         AND (t.tableoid, t.oid) NOT IN (SELECT classid, objid FROM member)
      """;

  private static final String RANGE =
      """
      SELECT concat('CREATE TYPE ', s.path, '.', quote_ident(t.typname), ' AS RANGE (SUBTYPE = ',
                    format_type(g.rngsubtype, NULL),
                    :multirange
                    CASE WHEN NOT oc.opcdefault THEN ', SUBTYPE_OPCLASS = ' || :opclass END,
                    CASE WHEN g.rngcollation <> st.typcollation THEN ', COLLATION = ' || :collation END,
                    ', CANONICAL = ' || nullif(g.rngcanonical, 0)::regproc,
                    ', SUBTYPE_DIFF = ' || nullif(g.rngsubdiff, 0)::regproc, ')')
        FROM pg_catalog.pg_range g
        JOIN pg_catalog.pg_opclass oc ON oc.oid = g.rngsubopc
        JOIN pg_catalog.pg_type st ON st.oid = g.rngsubtype
       WHERE g.rngtypid = t.oid
      """;

  private static final String MULTIRANGE =
      """
      (SELECT ', MULTIRANGE_TYPE_NAME = ' || quote_ident(ns.nspname) || '.' || quote_ident(x.typname)
         FROM pg_catalog.pg_type x JOIN pg_catalog.pg_namespace ns ON ns.oid = x.typnamespace
        WHERE x.oid = g.rngmultitypid),
      """;

  private static final String BASE =
      """
      concat('CREATE TYPE ', s.path, '.', quote_ident(t.typname), ' (INPUT = ', t.typinput, ', OUTPUT = ', t.typoutput,
             ', RECEIVE = ' || nullif(t.typreceive, 0)::regproc, ', SEND = ' || nullif(t.typsend, 0)::regproc,
             ', TYPMOD_IN = ' || nullif(t.typmodin, 0)::regproc, ', TYPMOD_OUT = ' || nullif(t.typmodout, 0)::regproc,
             ', ANALYZE = ' || nullif(t.typanalyze, 0)::regproc, :subscript
             ', INTERNALLENGTH = ', CASE WHEN t.typlen < 0 THEN 'VARIABLE' ELSE t.typlen::text END,
             CASE WHEN t.typbyval THEN ', PASSEDBYVALUE' END,
             ', ALIGNMENT = ', CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4' ELSE 'double' END,
             ', STORAGE = ', CASE t.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END,
             CASE WHEN t.typcategory <> 'U' THEN ', CATEGORY = ' || quote_literal(t.typcategory::text) END,
             CASE WHEN t.typispreferred THEN ', PREFERRED = true' END,
             ', DEFAULT = ' || quote_literal(t.typdefault),
             ', ELEMENT = ' || format_type(nullif(t.typelem, 0), NULL),
             CASE WHEN t.typdelim <> ',' THEN ', DELIMITER = ' || quote_literal(t.typdelim::text) END,
             CASE WHEN t.typcollation <> 0 THEN ', COLLATABLE = true' END, ')')
      """;

  private static final String SUBSCRIPT = "', SUBSCRIPT = ' || nullif(t.typsubscript, 0)::regproc,";

  private Types() {}

  static String sql(Server server) {
    String range =
        RANGE
            .replace(":multirange", server.since(14, MULTIRANGE, ""))
            .replace(":opclass", Scope.nameOf("pg_opclass", "opc", "g.rngsubopc"))
            .replace(":collation", Scope.nameOf("pg_collation", "coll", "g.rngcollation"));
    return SQL.replace(":collation", Scope.nameOf("pg_collation", "coll", "t.typcollation"))
        .replace(":range", range)
        .replace(":base", BASE.replace(":subscript", server.since(14, SUBSCRIPT, "")));
  }
}
