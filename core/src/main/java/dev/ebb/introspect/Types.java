package dev.ebb.introspect;

/** Enums, domains, ranges and composite types; the columns of the last are columns. */
final class Types {
  static final String SQL =
      """
      SELECT 'TYPE', t.path,
             CASE t.typtype
               WHEN 'e' THEN 'enum ' || coalesce((SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
                                                    FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid), '')
               WHEN 'd' THEN concat('domain of ', format_type(t.typbasetype, t.typtypmod),
                                    (SELECT ' collate ' || l.oid::regcollation::text
                                       FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
                                      WHERE l.oid = t.typcollation AND l.oid <> b.typcollation),
                                    CASE WHEN t.typnotnull THEN ' not null' END, ' default ' || t.typdefault)
               WHEN 'r' THEN (SELECT 'range of ' || format_type(g.rngsubtype, NULL)
                                FROM pg_catalog.pg_range g WHERE g.rngtypid = t.oid)
               ELSE 'composite' END
        FROM typ t
      """;

  private Types() {}
}
