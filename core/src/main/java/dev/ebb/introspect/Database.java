package dev.ebb.introspect;

/** What belongs to the whole database. */
final class Database {
  private static final String NAMESPACES =
      """
      SELECT 'NAMESPACE' AS kind, s.path, s.tableoid AS class, s.oid, 0 AS part,
             pg_get_userbyid(s.nspowner) AS owner FROM space s
      """;

  private static final String EXTENSIONS =
      """
      SELECT 'EXTENSION' AS kind, quote_ident(x.extname) AS path, x.tableoid AS class, x.oid, 0 AS part,
             x.extversion AS version, x.extnamespace::regnamespace AS namespace,
             obj_description(x.oid, 'pg_extension') AS text,
             pg_get_userbyid(x.extowner) AS owner
        FROM pg_catalog.pg_extension x
      """;

  private static final String LANGUAGES =
      """
      SELECT 'LANGUAGE' AS kind, quote_ident(l.lanname) AS path, l.tableoid AS class, l.oid, 0 AS part,
             concat('CREATE ', CASE WHEN l.lanpltrusted THEN 'TRUSTED ' END, 'LANGUAGE ', quote_ident(l.lanname),
                    ' HANDLER ' || nullif(l.lanplcallfoid, 0)::regproc,
                    ' INLINE ' || nullif(l.laninline, 0)::regproc,
                    ' VALIDATOR ' || nullif(l.lanvalidator, 0)::regproc) AS definition,
             pg_get_userbyid(l.lanowner) AS owner
        FROM pg_catalog.pg_language l
       WHERE l.lanispl AND l.oid >= 16384
         AND (l.tableoid, l.oid) NOT IN (SELECT classid, objid FROM member)
      """;

  private static final String ACCESS_METHODS =
      """
      SELECT 'ACCESS_METHOD' AS kind, quote_ident(a.amname) AS path, a.tableoid AS class, a.oid, 0 AS part,
             format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', a.amname,
                    CASE a.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END, a.amhandler) AS definition
        FROM pg_catalog.pg_am a
       WHERE a.oid >= 16384 AND (a.tableoid, a.oid) NOT IN (SELECT classid, objid FROM member)
      """;

  private static final String EVENT_TRIGGERS =
      """
      SELECT 'EVENT_TRIGGER' AS kind, quote_ident(e.evtname) AS path, e.tableoid AS class, e.oid, 0 AS part,
             concat('CREATE EVENT TRIGGER ', quote_ident(e.evtname), ' ON ', quote_ident(e.evtevent),
                    (SELECT ' WHEN TAG IN (' || string_agg(quote_literal(t), ', ' ORDER BY t COLLATE "C") || ')'
                       FROM unnest(e.evttags) AS t),
                    ' EXECUTE FUNCTION ', e.evtfoid::regproc, '()') AS definition,
             CASE e.evtenabled WHEN 'D' THEN 'disable' WHEN 'R' THEN 'enable replica'
                               WHEN 'A' THEN 'enable always' END AS enabled,
             pg_get_userbyid(e.evtowner) AS owner
        FROM pg_catalog.pg_event_trigger e
       WHERE (e.tableoid, e.oid) NOT IN (SELECT classid, objid FROM member)
      """;

  private Database() {}

  static String namespaces() {
    return NAMESPACES;
  }

  static String extensions() {
    return EXTENSIONS;
  }

  static String languages() {
    return LANGUAGES;
  }

  static String accessMethods() {
    return ACCESS_METHODS;
  }

  static String eventTriggers() {
    return EVENT_TRIGGERS;
  }
}
