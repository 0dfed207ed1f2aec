package dev.ebb.introspect;

/**
 * Rights on objects, as far as they are not the default: a right that was given and taken back
 * leaves no trace here, though it does in the server's own columns.
 */
final class Grants {
  static final String SQL =
      """
      SELECT 'GRANTS', g.path, g.rights
        FROM (SELECT o.what || ' ' || o.path AS path, o.acl, o.usual,
                     (SELECT string_agg(one, '; ' ORDER BY one COLLATE "C")
                        FROM (SELECT concat(CASE WHEN x.grantee = o.owner THEN '(owner)'
                                                 WHEN x.grantee = 0 THEN 'public'
                                                 ELSE quote_ident(pg_get_userbyid(x.grantee)) END,
                                            ': ', string_agg(x.privilege_type
                                                    || CASE WHEN x.is_grantable THEN ' with grant option' ELSE '' END,
                                                  ', ' ORDER BY x.privilege_type COLLATE "C")) AS one
                                FROM aclexplode(o.acl) x GROUP BY x.grantee) e) AS rights,
                     (SELECT string_agg(concat(y.grantee, y.privilege_type, y.is_grantable), ' '
                                        ORDER BY y.grantee, y.privilege_type) FROM aclexplode(o.acl) y) AS now,
                     (SELECT string_agg(concat(y.grantee, y.privilege_type, y.is_grantable), ' '
                                        ORDER BY y.grantee, y.privilege_type) FROM aclexplode(o.usual) y) AS always
                FROM (SELECT 'namespace' AS what, s.path, s.nspowner AS owner, s.nspacl AS acl,
                             CASE WHEN i.initprivs IS NULL THEN acldefault('n', s.nspowner) ELSE i.initprivs END AS usual
                        FROM space s LEFT JOIN pg_catalog.pg_init_privs i
                          ON i.objoid = s.oid AND i.classoid = 'pg_catalog.pg_namespace'::regclass
                      UNION ALL
                      SELECT 'relation', r.path, r.relowner, r.relacl,
                             acldefault(CASE r.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", r.relowner) FROM rel r
                      UNION ALL
                      SELECT 'routine', p.path, p.proowner, p.proacl, acldefault('f', p.proowner) FROM routine p
                      UNION ALL
                      SELECT 'type', t.path, t.typowner, t.typacl, acldefault('T', t.typowner) FROM typ t
                      UNION ALL
                      SELECT 'column', r.path || '.' || quote_ident(a.attname), r.relowner, a.attacl, acldefault('c', r.relowner)
                        FROM rel r JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND NOT a.attisdropped
                     ) o
               WHERE o.acl IS NOT NULL) g
       WHERE g.now IS DISTINCT FROM g.always AND g.rights IS NOT NULL
      """;

  private Grants() {}
}
