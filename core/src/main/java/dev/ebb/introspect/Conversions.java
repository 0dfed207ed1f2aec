package dev.ebb.introspect;

/** How one thing becomes another: casts, transforms, encodings; and how text is put in order. */
final class Conversions {
  private static final String CASTS =
      """
      SELECT 'CAST' AS kind, n.path, k.tableoid AS class, k.oid, 0 AS part,
             concat('CREATE CAST ', n.path,
                    CASE k.castmethod WHEN 'b' THEN ' WITHOUT FUNCTION' WHEN 'i' THEN ' WITH INOUT'
                      ELSE ' WITH FUNCTION ' || k.castfunc::regprocedure END,
                    CASE k.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' END) AS definition
        FROM pg_catalog.pg_cast k
       CROSS JOIN LATERAL (
             SELECT format('(%s AS %s)', format_type(k.castsource, NULL), format_type(k.casttarget, NULL)) AS path) n
       WHERE k.oid >= 16384 AND (k.tableoid, k.oid) NOT IN (SELECT classid, objid FROM member)
         AND (k.tableoid, k.oid) NOT IN (SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'i')
      """;

  private static final String TRANSFORMS =
      """
      SELECT 'TRANSFORM' AS kind, n.path, k.tableoid AS class, k.oid, 0 AS part,
             concat('CREATE TRANSFORM ', n.path, ' (',
                    array_to_string(array_remove(ARRAY[
                      'FROM SQL WITH FUNCTION ' || nullif(k.trffromsql, 0)::regprocedure,
                      'TO SQL WITH FUNCTION ' || nullif(k.trftosql, 0)::regprocedure], NULL), ', '), ')') AS definition
        FROM pg_catalog.pg_transform k JOIN pg_catalog.pg_language l ON l.oid = k.trflang
       CROSS JOIN LATERAL (
             SELECT concat('FOR ', format_type(k.trftype, NULL), ' LANGUAGE ', quote_ident(l.lanname)) AS path) n
       WHERE k.oid >= 16384 AND (k.tableoid, k.oid) NOT IN (SELECT classid, objid FROM member)
      """;

  private static final String ENCODINGS =
      Scope.named(
          "CONVERSION",
          "pg_conversion",
          "con",
          """
          format('CREATE %sCONVERSION %s FOR %L TO %L FROM %s',
                 CASE WHEN k.condefault THEN 'DEFAULT ' END, n.path,
                 pg_encoding_to_char(k.conforencoding), pg_encoding_to_char(k.contoencoding),
                 k.conproc) AS definition,
          pg_get_userbyid(k.conowner) AS owner
          """);

  private static final String COLLATIONS =
      Scope.named(
          "COLLATION",
          "pg_collation",
          "coll",
          """
          concat('CREATE COLLATION ', n.path, ' (PROVIDER = ',
                 CASE k.collprovider WHEN 'i' THEN 'icu' WHEN 'c' THEN 'libc' WHEN 'b' THEN 'builtin'
                                     ELSE 'default' END,
                 CASE WHEN NOT k.collisdeterministic THEN ', DETERMINISTIC = false' END,
                 CASE WHEN k.collprovider = 'c' AND k.collcollate IS DISTINCT FROM k.collctype
                   THEN format(', LC_COLLATE = %L, LC_CTYPE = %L', k.collcollate, k.collctype)
                   ELSE ', LOCALE = ' || quote_literal(:locale) END,
                 :rules ')') AS definition,
          pg_get_userbyid(k.collowner) AS owner
          """);

  private Conversions() {}

  static String casts() {
    return CASTS;
  }

  static String transforms() {
    return TRANSFORMS;
  }

  static String encodings() {
    return ENCODINGS;
  }

  static String collations(Server server) {
    String locale =
        server.since(
            17,
            "coalesce(k.colllocale, k.collcollate)",
            server.since(15, "coalesce(k.colliculocale, k.collcollate)", "k.collcollate"));
    return COLLATIONS
        .replace(":locale", locale)
        .replace(":rules", server.since(16, "', RULES = ' || quote_literal(k.collicurules),", ""));
  }
}
