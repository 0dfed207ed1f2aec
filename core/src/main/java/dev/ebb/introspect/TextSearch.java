package dev.ebb.introspect;

/** How text is searched. */
final class TextSearch {
  private static final String PARSERS =
      """
      SELECT 'TEXT_SEARCH_PARSER' AS kind, n.path, k.tableoid AS class, k.oid, 0 AS part,
             concat('CREATE TEXT SEARCH PARSER ', n.path, ' (START = ', k.prsstart, ', GETTOKEN = ', k.prstoken,
                    ', END = ', k.prsend, ', HEADLINE = ' || nullif(k.prsheadline, 0)::regproc,
                    ', LEXTYPES = ', k.prslextype, ')') AS definition
        FROM pg_catalog.pg_ts_parser k JOIN space s ON s.oid = k.prsnamespace
       CROSS JOIN LATERAL (SELECT s.path || '.' || quote_ident(k.prsname) AS path) n
       WHERE (k.tableoid, k.oid) NOT IN (SELECT classid, objid FROM member)
      """;

  private static final String TEMPLATES =
      """
      SELECT 'TEXT_SEARCH_TEMPLATE' AS kind, n.path, k.tableoid AS class, k.oid, 0 AS part,
             concat('CREATE TEXT SEARCH TEMPLATE ', n.path, ' (',
                    'INIT = ' || nullif(k.tmplinit, 0)::regproc || ', ', 'LEXIZE = ', k.tmpllexize, ')') AS definition
        FROM pg_catalog.pg_ts_template k JOIN space s ON s.oid = k.tmplnamespace
       CROSS JOIN LATERAL (SELECT s.path || '.' || quote_ident(k.tmplname) AS path) n
       WHERE (k.tableoid, k.oid) NOT IN (SELECT classid, objid FROM member)
      """;

  private static final String DICTIONARIES =
      """
      SELECT 'TEXT_SEARCH_DICTIONARY' AS kind, n.path, k.tableoid AS class, k.oid, 0 AS part,
             concat('CREATE TEXT SEARCH DICTIONARY ', n.path, ' (TEMPLATE = ', :template,
                    ', ' || k.dictinitoption, ')') AS definition,
             pg_get_userbyid(k.dictowner) AS owner
        FROM pg_catalog.pg_ts_dict k JOIN space s ON s.oid = k.dictnamespace
       CROSS JOIN LATERAL (SELECT s.path || '.' || quote_ident(k.dictname) AS path) n
       WHERE (k.tableoid, k.oid) NOT IN (SELECT classid, objid FROM member)
      """;

  private static final String CONFIGURATIONS =
      """
      SELECT 'TEXT_SEARCH_CONFIGURATION' AS kind, n.path, k.tableoid AS class, k.oid, 0 AS part,
             (SELECT array_agg(m.text ORDER BY m.text COLLATE "C")
                FROM (SELECT concat(quote_ident(y.alias), ' WITH ',
                                    string_agg(:dictionary, ', ' ORDER BY p.mapseqno)) AS text
                        FROM pg_catalog.pg_ts_config_map p
                        JOIN LATERAL ts_token_type(k.cfgparser) y ON y.tokid = p.maptokentype
                       WHERE p.mapcfg = k.oid GROUP BY y.alias) m) AS members,
             concat('CREATE TEXT SEARCH CONFIGURATION ', n.path, ' (PARSER = ', :parser, ')') AS definition,
             pg_get_userbyid(k.cfgowner) AS owner
        FROM pg_catalog.pg_ts_config k JOIN space s ON s.oid = k.cfgnamespace
       CROSS JOIN LATERAL (SELECT s.path || '.' || quote_ident(k.cfgname) AS path) n
       WHERE (k.tableoid, k.oid) NOT IN (SELECT classid, objid FROM member)
      """;

  private TextSearch() {}

  static String parsers() {
    return PARSERS;
  }

  static String templates() {
    return TEMPLATES;
  }

  static String dictionaries() {
    return DICTIONARIES.replace(
        ":template", Scope.nameOf("pg_ts_template", "tmpl", "k.dicttemplate"));
  }

  static String configurations() {
    return CONFIGURATIONS
        .replace(":dictionary", Scope.nameOf("pg_ts_dict", "dict", "p.mapdict"))
        .replace(":parser", Scope.nameOf("pg_ts_parser", "prs", "k.cfgparser"));
  }
}
