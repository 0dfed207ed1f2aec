package dev.ebb.introspect;

/** Namespaces and extensions. */
final class Spaces {
  static final String SQL =
      """
      SELECT 'NAMESPACE', s.path, '' FROM space s
      UNION ALL
      SELECT 'EXTENSION', quote_ident(x.extname),
             format('version %s in %s', x.extversion, x.extnamespace::regnamespace)
        FROM pg_catalog.pg_extension x
      """;

  private Spaces() {}
}
