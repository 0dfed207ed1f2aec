package dev.ebb.introspect;

/** How text is searched. */
final class TextSearch {
  private static final String PARSERS =
      Scope.named(
          "TEXT_SEARCH_PARSER",
          "pg_ts_parser",
          "prs",
          """
          concat('CREATE TEXT SEARCH PARSER ', n.path, ' (START = ', k.prsstart, ', GETTOKEN = ', k.prstoken,
                 ', END = ', k.prsend, ', HEADLINE = ' || nullif(k.prsheadline, 0)::regproc,
                 ', LEXTYPES = ', k.prslextype, ')') AS definition
          """);

  private static final String TEMPLATES =
      Scope.named(
          "TEXT_SEARCH_TEMPLATE",
          "pg_ts_template",
          "tmpl",
          """
          concat('CREATE TEXT SEARCH TEMPLATE ', n.path, ' (',
                 'INIT = ' || nullif(k.tmplinit, 0)::regproc || ', ', 'LEXIZE = ', k.tmpllexize, ')') AS definition
          """);

  private static final String DICTIONARIES =
      Scope.named(
          "TEXT_SEARCH_DICTIONARY",
          "pg_ts_dict",
          "dict",
          """
          concat('CREATE TEXT SEARCH DICTIONARY ', n.path, ' (TEMPLATE = ', :template,
                 ', ' || k.dictinitoption, ')') AS definition,
          pg_get_userbyid(k.dictowner) AS owner
          """);

  private static final String CONFIGURATIONS =
      Scope.named(
          "TEXT_SEARCH_CONFIGURATION",
          "pg_ts_config",
          "cfg",
          """
          (SELECT array_agg(m.text ORDER BY m.text COLLATE "C")
             FROM (SELECT concat(quote_ident(y.alias), ' WITH ',
                                 string_agg(:dictionary, ', ' ORDER BY p.mapseqno)) AS text
                     FROM pg_catalog.pg_ts_config_map p
                     JOIN LATERAL ts_token_type(k.cfgparser) y ON y.tokid = p.maptokentype
                    WHERE p.mapcfg = k.oid GROUP BY y.alias) m) AS members,
          concat('CREATE TEXT SEARCH CONFIGURATION ', n.path, ' (PARSER = ', :parser, ')') AS definition,
          pg_get_userbyid(k.cfgowner) AS owner
          """);

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
