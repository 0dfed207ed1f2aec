package dev.ebb.introspect;

/** Constraints of tables and domains. NOT NULL is told by the column, whatever its name is. */
final class Constraints {
  static final String SQL =
      """
      SELECT 'CONSTRAINT', coalesce(r.path, t.path) || '.' || quote_ident(k.conname),
             concat(pg_get_constraintdef(k.oid), CASE WHEN k.conparentid <> 0 THEN ' (of its parent)' END)
        FROM pg_catalog.pg_constraint k
        LEFT JOIN rel r ON r.oid = k.conrelid
        LEFT JOIN typ t ON t.oid = k.contypid
       WHERE k.contype NOT IN ('n', 't') AND coalesce(r.oid, t.oid) IS NOT NULL
      """;

  private Constraints() {}
}
