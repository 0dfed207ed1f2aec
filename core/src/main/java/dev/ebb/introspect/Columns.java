package dev.ebb.introspect;

/** Columns, with their place among those that are left. */
final class Columns {
  static final String SQL =
      """
      SELECT 'COLUMN', r.path || '.' || quote_ident(a.attname),
             concat(format_type(a.atttypid, a.atttypmod),
                    (SELECT ' collate ' || l.oid::regcollation::text
                       FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
                      WHERE l.oid = a.attcollation AND l.oid <> t.typcollation),
                    CASE WHEN a.attnotnull THEN ' not null' END,
                    CASE a.attidentity WHEN 'a' THEN ' identity always' WHEN 'd' THEN ' identity by default' END,
                    CASE WHEN a.attgenerated <> '' THEN ' generated (' || a.attgenerated::text || ')' ELSE ' default' END
                      || ' ' || pg_get_expr(d.adbin, d.adrelid),
                    CASE WHEN a.attstorage <> t.typstorage THEN ' storage ' || a.attstorage::text END,
                    CASE WHEN a.attstattarget >= 0 THEN ' statistics ' || a.attstattarget END,
                    ' with ' || a.attoptions::text,
                    ' at ', row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum))
        FROM rel r
        JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       WHERE r.relkind IN ('r', 'p', 'f', 'v', 'm', 'c')
      """;

  private Columns() {}
}
