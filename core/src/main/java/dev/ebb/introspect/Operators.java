package dev.ebb.introspect;

/** Operators, and what tells an index how to use them. */
final class Operators {
  private static final String OPERATORS =
      """
      SELECT 'OPERATOR' AS kind, n.path, o.tableoid AS class, o.oid, 0 AS part,
             concat('CREATE OPERATOR ', s.path, '.', o.oprname, ' (FUNCTION = ', o.oprcode,
                    ', LEFTARG = ' || format_type(nullif(o.oprleft, 0), NULL),
                    ', RIGHTARG = ' || format_type(nullif(o.oprright, 0), NULL),
                    (SELECT format(', COMMUTATOR = OPERATOR(%I.%s)', ns.nspname, x.oprname)
                       FROM pg_catalog.pg_operator x JOIN pg_catalog.pg_namespace ns ON ns.oid = x.oprnamespace
                      WHERE x.oid = o.oprcom),
                    (SELECT format(', NEGATOR = OPERATOR(%I.%s)', ns.nspname, x.oprname)
                       FROM pg_catalog.pg_operator x JOIN pg_catalog.pg_namespace ns ON ns.oid = x.oprnamespace
                      WHERE x.oid = o.oprnegate),
                    ', RESTRICT = ' || nullif(o.oprrest, 0)::regproc, ', JOIN = ' || nullif(o.oprjoin, 0)::regproc,
                    CASE WHEN o.oprcanhash THEN ', HASHES' END, CASE WHEN o.oprcanmerge THEN ', MERGES' END,
                    ')') AS definition,
             pg_get_userbyid(o.oprowner) AS owner
        FROM pg_catalog.pg_operator o JOIN space s ON s.oid = o.oprnamespace
       CROSS JOIN LATERAL (
             SELECT concat(s.path, '.', o.oprname, '(',
                           coalesce(format_type(nullif(o.oprleft, 0), NULL), 'NONE'), ',',
                           coalesce(format_type(nullif(o.oprright, 0), NULL), 'NONE'), ')') AS path) n
       WHERE o.oprcode <> 0 AND (o.tableoid, o.oid) NOT IN (SELECT classid, objid FROM member)
      """;

  // What a family or class is made of, in the words of ALTER OPERATOR FAMILY … ADD.
  private static final String MEMBERS =
      """
      FROM (SELECT concat('OPERATOR ', o.amopstrategy, ' ', o.amopopr::regoperator,
                          ' FOR ORDER BY ' || :sortFamily) AS text,
                   concat('1 ', lpad(o.amopstrategy::text, 5), o.amopopr::regoperator) AS place,
                   o.tableoid AS class, o.oid
              FROM pg_catalog.pg_amop o
            UNION ALL
            SELECT format('FUNCTION %s (%s, %s) %s', f.amprocnum, format_type(f.amproclefttype, NULL),
                          format_type(f.amprocrighttype, NULL), f.amproc::regprocedure),
                   concat('2 ', lpad(f.amprocnum::text, 5), f.amproc::regprocedure), f.tableoid, f.oid
              FROM pg_catalog.pg_amproc f) m
      JOIN pg_catalog.pg_depend d ON d.classid = m.class AND d.objid = m.oid
      WHERE d.refclassid = k.tableoid AND d.refobjid = k.oid
      """;

  private static final String FAMILIES =
      """
      SELECT 'OPERATOR_FAMILY' AS kind, n.path, k.tableoid AS class, k.oid, 0 AS part,
             (SELECT array_agg(m.text ORDER BY m.place COLLATE "C") :members) AS members,
             'CREATE OPERATOR FAMILY ' || n.path AS definition,
             pg_get_userbyid(k.opfowner) AS owner
        FROM pg_catalog.pg_opfamily k JOIN space s ON s.oid = k.opfnamespace
        JOIN pg_catalog.pg_am a ON a.oid = k.opfmethod
       CROSS JOIN LATERAL (
             SELECT concat(s.path, '.', quote_ident(k.opfname), ' USING ', quote_ident(a.amname)) AS path) n
       WHERE (k.tableoid, k.oid) NOT IN (SELECT classid, objid FROM member)
      """;

  // Without members a class must at least say what it stores.
  private static final String CLASSES =
      """
      SELECT 'OPERATOR_CLASS' AS kind, n.path, k.tableoid AS class, k.oid, 0 AS part,
             concat('CREATE OPERATOR CLASS ', s.path, '.', quote_ident(k.opcname),
                    CASE WHEN k.opcdefault THEN ' DEFAULT' END, ' FOR TYPE ', format_type(k.opcintype, NULL),
                    ' USING ', quote_ident(a.amname), ' FAMILY ', :family, ' AS ',
                    array_to_string(array_remove(ARRAY[
                      'STORAGE ' || format_type(coalesce(nullif(k.opckeytype, 0),
                                                         CASE WHEN x.list IS NULL THEN k.opcintype END), NULL),
                      x.list], NULL), ', ')) AS definition,
             pg_get_userbyid(k.opcowner) AS owner
        FROM pg_catalog.pg_opclass k JOIN space s ON s.oid = k.opcnamespace
        JOIN pg_catalog.pg_am a ON a.oid = k.opcmethod
       CROSS JOIN LATERAL (
             SELECT concat(s.path, '.', quote_ident(k.opcname), ' USING ', quote_ident(a.amname)) AS path) n
       CROSS JOIN LATERAL (
             SELECT string_agg(m.text, ', ' ORDER BY m.place COLLATE "C") AS list :members) x
       WHERE (k.tableoid, k.oid) NOT IN (SELECT classid, objid FROM member)
      """;

  private Operators() {}

  static String operators() {
    return OPERATORS;
  }

  static String families() {
    return FAMILIES.replace(":members", members());
  }

  static String classes() {
    return CLASSES
        .replace(":members", members())
        .replace(":family", Scope.nameOf("pg_opfamily", "opf", "k.opcfamily"));
  }

  private static String members() {
    return MEMBERS.replace(
        ":sortFamily", Scope.nameOf("pg_opfamily", "opf", "nullif(o.amopsortfamily, 0)"));
  }
}
