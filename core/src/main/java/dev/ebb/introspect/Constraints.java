package dev.ebb.introspect;

/** Constraints of tables and domains. NOT NULL of a column is told by the column. */
final class Constraints {
  private static final String SQL =
      """
      SELECT 'CONSTRAINT' AS kind, coalesce(r.path, t.path) || '.' || quote_ident(k.conname) AS path,
             k.tableoid AS class, k.oid, 0 AS part,
             CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique'
                            WHEN 'f' THEN 'foreign key' WHEN 'x' THEN 'exclusion'
                            WHEN 'n' THEN 'not null' ELSE 'check' END AS sort,
             r.class AS relation_class, r.oid AS relation_oid, k.conkey AS key,
             nullif(k.confrelid, 0)::regclass AS "references",
             CASE WHEN k.convalidated AND NOT k.condeferrable THEN pg_get_constraintdef(k.oid)
               ELSE regexp_replace(pg_get_constraintdef(k.oid),
                                   '( DEFERRABLE| INITIALLY DEFERRED| NOT VALID)+$', '')
             END AS clause,
             k.contype <> 'n' AND NOT k.convalidated AND :enforced AS not_valid,
             CASE WHEN k.condeferred THEN 'initially deferred'
                  WHEN k.condeferrable THEN 'initially immediate' END AS "deferrable",
             NOT k.conislocal AND k.contypid = 0 AND NOT r.relispartition AS inherited,
             (SELECT c.conrelid::regclass || '.' || quote_ident(c.conname)
                FROM pg_catalog.pg_constraint c WHERE c.oid = nullif(k.conparentid, 0)) AS part_of,
             CASE WHEN k.contype IN ('p', 'u', 'x') THEN k.conindid::regclass END AS index,
             CASE WHEN k.oid IN (SELECT g.tgconstraint FROM pg_catalog.pg_trigger g
                                  WHERE g.tgisinternal AND g.tgenabled <> 'O') THEN 'disable' END AS enabled
        FROM pg_catalog.pg_constraint k
        LEFT JOIN rel r ON r.oid = k.conrelid
        LEFT JOIN (SELECT t.oid, s.path || '.' || quote_ident(t.typname) AS path
                     FROM pg_catalog.pg_type t JOIN space s ON s.oid = t.typnamespace
                    WHERE (t.tableoid, t.oid) NOT IN (SELECT classid, objid FROM member)) t
               ON t.oid = k.contypid
       WHERE k.contype <> 't' AND :named AND coalesce(r.oid, t.oid) IS NOT NULL
      """;

  private Constraints() {}

  static String sql(Server server) {
    // That a domain refuses nulls is a constraint since 17, which that version cannot write.
    return SQL.replace(":enforced", server.since(18, "k.conenforced", "true"))
        .replace(
            ":named", server.since(18, "(k.contype <> 'n' OR k.conrelid = 0)", "k.contype <> 'n'"));
  }
}
