package dev.ebb.introspect;

/** What is said about objects. The reader finds the object by its identity. */
final class Notes {
  /**
   * The comment that comes with {@code public} does not count, and that there is none does. An
   * extension brings its own.
   */
  static final String COMMENTS =
      """
      SELECT 'COMMENT' AS kind, d.classoid AS class, d.objoid AS oid, d.objsubid AS part,
             d.description AS text
        FROM pg_catalog.pg_description d
       WHERE d.objoid >= 16384 AND d.classoid <> 'pg_catalog.pg_extension'::regclass
      UNION ALL
      SELECT 'COMMENT', n.tableoid, n.oid, 0, coalesce(obj_description(n.oid, 'pg_namespace'), '')
        FROM pg_catalog.pg_namespace n
       WHERE n.nspname = 'public' AND n.oid < 16384
         AND coalesce(obj_description(n.oid, 'pg_namespace'), '') <> 'standard public schema'
      """;

  static final String LABELS =
      """
      SELECT 'SECURITY_LABEL' AS kind, d.classoid AS class, d.objoid AS oid, d.objsubid AS part,
             quote_ident(d.provider) AS by, d.label AS text
        FROM pg_catalog.pg_seclabel d
      """;

  private Notes() {}
}
