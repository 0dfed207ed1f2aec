package dev.ebb.introspect;

/** Comments on objects that count. An extension brings the comments on itself and its members. */
final class Comments {
  static final String SQL =
      """
      SELECT 'COMMENT', o.type || ' ' || o.identity, quote_literal(d.description)
        FROM pg_catalog.pg_description d
        CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) o
       WHERE d.objoid >= 16384
         AND d.classoid <> 'pg_catalog.pg_extension'::regclass
         AND o.identity IS NOT NULL
         AND (o.schema IS NULL OR o.schema IN (SELECT path FROM space))
         AND NOT (d.classoid = 'pg_catalog.pg_class'::regclass AND d.objoid IN (SELECT oid FROM own))
         AND NOT EXISTS (SELECT FROM member m WHERE m.classid = d.classoid AND m.objid = d.objoid)
      """;

  private Comments() {}
}
