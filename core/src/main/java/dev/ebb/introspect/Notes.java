package dev.ebb.introspect;

/** What is said about objects: comments and rights. The reader finds the object by its identity. */
final class Notes {
  private static final String COMMENTS =
      """
      SELECT 'COMMENT' AS kind, d.classoid AS class, d.objoid AS oid, d.objsubid AS part,
             d.description AS text
        FROM pg_catalog.pg_description d
       WHERE d.objoid >= 16384 AND d.classoid <> 'pg_catalog.pg_extension'::regclass
      """;

  /**
   * For each grantee what it may, where that is not the default: a right that was given and taken
   * back leaves no trace here, though it does in the server's own columns.
   */
  private static final String GRANTS =
      """
      SELECT 'GRANT' AS kind, g.class, g.oid, g.part,
             CASE WHEN g.grantee = g.owner THEN NULL WHEN g.grantee = 0 THEN 'PUBLIC'
                  ELSE quote_ident(pg_get_userbyid(g.grantee)) END AS grantee,
             CASE WHEN g.grantor <> g.owner THEN quote_ident(pg_get_userbyid(g.grantor)) END AS grantor,
             array_agg(g.privilege_type ORDER BY g.privilege_type COLLATE "C")
               FILTER (WHERE g.given) AS rights,
             array_agg(g.privilege_type ORDER BY g.privilege_type COLLATE "C")
               FILTER (WHERE g.given AND g.is_grantable AND g.grantee <> g.owner) AS grantable
        FROM (SELECT o.class, o.oid, o.part, o.owner, x.grantee, x.grantor, x.privilege_type,
                     bool_or(x.is_grantable) FILTER (WHERE x.given) AS is_grantable,
                     bool_or(x.given) AS given, bool_or(NOT x.given) AS usual
                FROM (:objects) o
               CROSS JOIN LATERAL (
                      SELECT *, true AS given FROM aclexplode(o.acl)
                      UNION ALL
                      SELECT *, false AS given FROM aclexplode(o.usual)) x
               WHERE o.acl IS NOT NULL
               GROUP BY 1, 2, 3, 4, 5, 6, 7) g
       GROUP BY g.class, g.oid, g.part, g.owner, g.grantee, g.grantor
      HAVING bool_or(g.given IS DISTINCT FROM g.usual
                     OR (coalesce(g.is_grantable, false) AND g.grantee <> g.owner))
      """;

  private static final String GRANTED =
      """
      SELECT s.tableoid AS class, s.oid, 0 AS part, s.nspowner AS owner, n.nspacl AS acl,
             CASE WHEN i.initprivs IS NULL THEN acldefault('n', s.nspowner) ELSE i.initprivs END AS usual
        FROM space s JOIN pg_catalog.pg_namespace n ON n.oid = s.oid
        LEFT JOIN pg_catalog.pg_init_privs i
          ON i.objoid = s.oid AND i.classoid = 'pg_catalog.pg_namespace'::regclass
      UNION ALL
      SELECT r.class, r.oid, 0, r.relowner, r.relacl,
             acldefault(CASE r.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", r.relowner) FROM rel r
      UNION ALL
      SELECT r.class, r.oid, a.attnum, r.relowner, a.attacl, acldefault('c', r.relowner)
        FROM rel r JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND NOT a.attisdropped
      UNION ALL
      SELECT p.tableoid, p.oid, 0, p.proowner, p.proacl, acldefault('f', p.proowner)
        FROM pg_catalog.pg_proc p JOIN space s ON s.oid = p.pronamespace
      UNION ALL
      SELECT t.tableoid, t.oid, 0, t.typowner, t.typacl, acldefault('T', t.typowner)
        FROM pg_catalog.pg_type t JOIN space s ON s.oid = t.typnamespace
      """;

  private Notes() {}

  static String comments() {
    return COMMENTS;
  }

  static String grants() {
    return GRANTS.replace(":objects", GRANTED);
  }
}
