package dev.ebb.introspect;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * For each grantee what it may, where that is not the default: a right that was given and taken
 * back leaves no trace here, though it does in the server's own columns. Also for what belongs to
 * the system or to an extension, because whoever restores a database wants to know of it.
 */
final class Grants {
  // One row for each right of each grantee, which there is now or usually.
  private static final String RIGHTS =
      """
      SELECT :keys, g.owner, g.grantee, g.grantor, g.privilege_type,
             bool_or(g.now) AS now, bool_or(NOT g.now) AS usually,
             coalesce(bool_or(g.is_grantable) FILTER (WHERE g.now), false) AS grantable
        FROM (SELECT o.*, x.* FROM (:objects) o
               CROSS JOIN LATERAL (SELECT *, true AS now FROM aclexplode(o.acl)
                                   UNION ALL
                                   SELECT *, false FROM aclexplode(o.usual)) x) g
       GROUP BY :keys, g.owner, g.grantee, g.grantor, g.privilege_type
      """;

  private static final String BY_GRANTEE =
      """
             CASE WHEN g.grantee = g.owner THEN NULL WHEN g.grantee = 0 THEN 'PUBLIC'
                  ELSE quote_ident(pg_get_userbyid(g.grantee)) END AS grantee,
             array_agg(g.privilege_type ORDER BY g.privilege_type COLLATE "C")
               FILTER (WHERE g.now) AS rights,
             array_agg(g.privilege_type ORDER BY g.privilege_type COLLATE "C")
               FILTER (WHERE g.now AND g.grantable AND g.grantee <> g.owner) AS grantable
        FROM (:rights) g
       GROUP BY :keys, g.owner, g.grantee, g.grantor
      HAVING bool_or(g.now IS DISTINCT FROM g.usually OR (g.grantable AND g.grantee <> g.owner))
      """;

  private static final String ON_OBJECTS =
      """
      SELECT 'GRANT' AS kind, g.class, g.oid, g.part,
             CASE WHEN g.beyond THEN (SELECT concat(i.type, ' ', i.identity)
                                        FROM pg_identify_object(g.class, g.oid, g.part) i) END AS target,
             CASE WHEN g.grantor <> g.owner THEN quote_ident(pg_get_userbyid(g.grantor)) END AS grantor,
      """;

  private static final String DEFAULTS =
      """
      SELECT 'DEFAULT_GRANT' AS kind,
             concat('for ', quote_ident(pg_get_userbyid(g.owner)), ' in ' || g.space, ' on ', g.sort, ' to ',
                    CASE WHEN g.grantee = g.owner THEN 'itself' WHEN g.grantee = 0 THEN 'PUBLIC'
                         ELSE quote_ident(pg_get_userbyid(g.grantee)) END) AS path,
             'pg_catalog.pg_default_acl'::regclass::oid AS class, g.oid, g.grantee AS part,
             g.sort, g.space AS namespace, quote_ident(pg_get_userbyid(g.owner)) AS grantor,
      """;

  private static final String DEFAULT_OBJECTS =
      """
      SELECT d.oid, d.defaclrole AS owner, s.path AS space, d.defaclacl AS acl,
             CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions'
                  WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas' ELSE 'large objects' END AS sort,
             CASE WHEN d.defaclnamespace = 0
               THEN acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END::"char", d.defaclrole)
             END AS usual
        FROM pg_catalog.pg_default_acl d LEFT JOIN space s ON s.oid = d.defaclnamespace
       WHERE d.defaclnamespace = 0 OR s.oid IS NOT NULL
      """;

  /** A catalog whose objects have rights. */
  private record Source(String table, String prefix, String type) {
    boolean hasNamespace() {
      return prefix.equals("nsp")
          || prefix.equals("rel")
          || prefix.equals("pro")
          || prefix.equals("typ");
    }

    String sql() {
      String namespace = prefix.equals("nsp") ? "x.oid" : prefix + "namespace";
      String scoped = hasNamespace() ? namespace + " IN (SELECT oid FROM space)" : "x.oid >= 16384";
      String system =
          hasNamespace() ? namespace + " = 'pg_catalog'::regnamespace" : "x.oid < 16384";
      return """
      SELECT x.tableoid AS class, x.oid, 0 AS part, x.%1$sowner AS owner, x.%1$sacl AS acl,
             coalesce(i.initprivs, acldefault(%3$s, x.%1$sowner)) AS usual,
             NOT (%4$s) OR (x.tableoid, x.oid) IN (SELECT classid, objid FROM member) AS beyond
        FROM pg_catalog.%2$s x
        LEFT JOIN pg_catalog.pg_init_privs i ON i.classoid = x.tableoid AND i.objoid = x.oid AND i.objsubid = 0
       WHERE coalesce(x.%1$sacl, i.initprivs) IS NOT NULL
         AND x.%1$sacl IS DISTINCT FROM i.initprivs
         AND (%4$s OR %5$s OR (x.tableoid, x.oid) IN (SELECT classid, objid FROM member))
      """
          .formatted(prefix, table, type, scoped, system);
    }
  }

  private static final String COLUMNS =
      """
      SELECT c.tableoid, c.oid, a.attnum, c.relowner, a.attacl, coalesce(i.initprivs, acldefault('c', c.relowner)),
             c.relnamespace NOT IN (SELECT oid FROM space)
               OR (c.tableoid, c.oid) IN (SELECT classid, objid FROM member)
        FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_catalog.pg_init_privs i
          ON i.classoid = c.tableoid AND i.objoid = c.oid AND i.objsubid = a.attnum
       WHERE a.attacl IS NOT NULL AND a.attacl IS DISTINCT FROM i.initprivs AND NOT a.attisdropped
         AND (c.relnamespace = 'pg_catalog'::regnamespace OR c.relnamespace IN (SELECT oid FROM space))
      """;

  private Grants() {}

  static String onObjects() {
    String objects =
        Stream.of(
                new Source("pg_namespace", "nsp", "'n'"),
                new Source(
                    "pg_class", "rel", "CASE x.relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\""),
                new Source("pg_proc", "pro", "'f'"),
                new Source("pg_type", "typ", "'T'"),
                new Source("pg_language", "lan", "'l'"),
                new Source("pg_foreign_data_wrapper", "fdw", "'F'"),
                new Source("pg_foreign_server", "srv", "'S'"))
            .map(Source::sql)
            .collect(Collectors.joining("UNION ALL\n", "", "UNION ALL\n" + COLUMNS));
    return (ON_OBJECTS + BY_GRANTEE)
        .replace(":rights", RIGHTS)
        .replace(":keys", "g.class, g.oid, g.part, g.beyond")
        .replace(":objects", objects);
  }

  static String defaults() {
    return (DEFAULTS + BY_GRANTEE)
        .replace(":rights", RIGHTS)
        .replace(":keys", "g.oid, g.space, g.sort")
        .replace(":objects", DEFAULT_OBJECTS);
  }
}
