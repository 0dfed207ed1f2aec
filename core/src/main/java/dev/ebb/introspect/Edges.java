package dev.ebb.introspect;

/**
 * What needs what. The server speaks of rows of its tables that are no objects of a catalog, as the
 * expression of a default; the first query says which object stands for each of these.
 */
final class Edges {
  static final String STANDS_FOR =
      """
      SELECT 'STANDS_FOR' AS kind, d.tableoid AS class, d.oid,
             'pg_catalog.pg_class'::regclass::oid AS for_class, d.adrelid AS for_oid, d.adnum AS for_part
        FROM pg_catalog.pg_attrdef d
      UNION ALL
      SELECT 'STANDS_FOR', w.tableoid, w.oid, 'pg_catalog.pg_class'::regclass, w.ev_class, 0
        FROM pg_catalog.pg_rewrite w WHERE w.rulename = '_RETURN' AND w.oid >= 16384
      UNION ALL
      SELECT 'STANDS_FOR', t.tableoid, t.oid, 'pg_catalog.pg_class'::regclass, t.typrelid, 0
        FROM pg_catalog.pg_type t JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
       WHERE t.oid >= 16384 AND c.relkind <> 'c'
      UNION ALL
      SELECT 'STANDS_FOR', c.tableoid, c.oid, t.tableoid, t.oid, 0
        FROM pg_catalog.pg_type t JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
       WHERE t.oid >= 16384 AND c.relkind = 'c'
      UNION ALL
      SELECT 'STANDS_FOR', t.tableoid, t.typarray, t.tableoid, t.oid, 0
        FROM pg_catalog.pg_type t WHERE t.oid >= 16384 AND t.typarray <> 0
      UNION ALL
      SELECT 'STANDS_FOR', k.tableoid, k.oid, 'pg_catalog.pg_class'::regclass, k.conrelid, k.conkey[1]
        FROM pg_catalog.pg_constraint k WHERE k.contype = 'n' AND k.conrelid <> 0
      UNION ALL
      SELECT 'STANDS_FOR', d.classid, d.objid, d.refclassid, d.refobjid, 0
        FROM pg_catalog.pg_depend d
       WHERE d.classid IN ('pg_catalog.pg_amop'::regclass, 'pg_catalog.pg_amproc'::regclass)
         AND d.refclassid IN ('pg_catalog.pg_opclass'::regclass, 'pg_catalog.pg_opfamily'::regclass)
      UNION ALL
      SELECT 'STANDS_FOR', d.classid, d.objid, d.refclassid, d.refobjid, 0
        FROM pg_catalog.pg_depend d
       WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
      """;

  /** Without what would make circles: a sequence and the column that owns it need each other. */
  static final String NEEDS =
      """
      SELECT 'NEEDS' AS kind, d.classid AS class, d.objid AS oid, d.objsubid AS part,
             d.refclassid AS for_class, d.refobjid AS for_oid, d.refobjsubid AS for_part
        FROM pg_catalog.pg_depend d
       WHERE d.refobjid >= 16384 AND d.objid >= 16384 AND d.deptype <> 'e'
         AND NOT (d.deptype = 'a' AND d.classid = 'pg_catalog.pg_class'::regclass
                  AND d.objid IN (SELECT seqrelid FROM pg_catalog.pg_sequence))
      """;

  private Edges() {}
}
