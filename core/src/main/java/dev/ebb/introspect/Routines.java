package dev.ebb.introspect;

/** Functions, procedures and aggregates; the path tells the types of the arguments. */
final class Routines {
  private static final String SQL =
      """
      SELECT 'ROUTINE' AS kind,
             s.path || '.' || quote_ident(p.proname) || '('
               || (SELECT coalesce(string_agg(format_type(o.type, NULL), ',' ORDER BY o.place), '')
                     FROM unnest(p.proargtypes) WITH ORDINALITY AS o(type, place)) || ')' AS path,
             p.tableoid AS class, p.oid, 0 AS part,
             CASE p.prokind WHEN 'f' THEN 'function' WHEN 'p' THEN 'procedure'
                            WHEN 'a' THEN 'aggregate' ELSE 'window' END AS sort,
             pg_get_function_arguments(p.oid) AS arguments,
             pg_get_function_result(p.oid) AS returns,
             quote_ident(l.lanname) AS language,
             CASE WHEN p.prokind <> 'a' THEN rtrim(pg_get_functiondef(p.oid), E'\\n')
               ELSE (:aggregate) END AS definition,
             pg_get_userbyid(p.proowner) AS owner
        FROM pg_catalog.pg_proc p
        JOIN space s ON s.oid = p.pronamespace
        JOIN pg_catalog.pg_language l ON l.oid = p.prolang
       WHERE (p.tableoid, p.oid) NOT IN (SELECT classid, objid FROM member)
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                          WHERE d.classid = p.tableoid AND d.objid = p.oid AND d.deptype = 'i')
      """;

  private static final String AGGREGATE =
      """
      SELECT concat('CREATE AGGREGATE ', s.path, '.', quote_ident(p.proname), '(',
                    coalesce(nullif(pg_get_function_identity_arguments(p.oid), ''), '*'), ') (SFUNC = ',
                    a.aggtransfn::regproc, ', STYPE = ', format_type(a.aggtranstype, NULL),
                    ', SSPACE = ' || nullif(a.aggtransspace, 0),
                    ', FINALFUNC = ' || nullif(a.aggfinalfn, 0)::regproc,
                    CASE WHEN a.aggfinalextra THEN ', FINALFUNC_EXTRA' END,
                    CASE WHEN a.aggfinalfn <> 0 AND a.aggfinalmodify <> CASE WHEN a.aggkind = 'n' THEN 'r' ELSE 'w' END
                      THEN ', FINALFUNC_MODIFY = ' || (:modify) END,
                    ', COMBINEFUNC = ' || nullif(a.aggcombinefn, 0)::regproc,
                    ', SERIALFUNC = ' || nullif(a.aggserialfn, 0)::regproc,
                    ', DESERIALFUNC = ' || nullif(a.aggdeserialfn, 0)::regproc,
                    ', INITCOND = ' || quote_literal(a.agginitval),
                    ', MSFUNC = ' || nullif(a.aggmtransfn, 0)::regproc,
                    ', MINVFUNC = ' || nullif(a.aggminvtransfn, 0)::regproc,
                    ', MSTYPE = ' || nullif(a.aggmtranstype, 0)::regtype,
                    ', MSSPACE = ' || nullif(a.aggmtransspace, 0),
                    ', MFINALFUNC = ' || nullif(a.aggmfinalfn, 0)::regproc,
                    CASE WHEN a.aggmfinalextra THEN ', MFINALFUNC_EXTRA' END,
                    CASE WHEN a.aggmfinalfn <> 0 AND a.aggmfinalmodify <> CASE WHEN a.aggkind = 'n' THEN 'r' ELSE 'w' END
                      THEN ', MFINALFUNC_MODIFY = ' || (:mmodify) END,
                    ', MINITCOND = ' || quote_literal(a.aggminitval),
                    (SELECT format(', SORTOP = OPERATOR(%I.%s)', ns.nspname, o.oprname)
                       FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace ns ON ns.oid = o.oprnamespace
                      WHERE o.oid = a.aggsortop),
                    CASE p.proparallel WHEN 's' THEN ', PARALLEL = SAFE'
                                       WHEN 'r' THEN ', PARALLEL = RESTRICTED' END,
                    CASE WHEN a.aggkind = 'h' THEN ', HYPOTHETICAL' END, ')')
        FROM pg_catalog.pg_aggregate a WHERE a.aggfnoid = p.oid
      """;

  private static final String MODIFY =
      "CASE %s WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END";

  private Routines() {}

  static String sql() {
    String aggregate =
        AGGREGATE
            .replace(":modify", MODIFY.formatted("a.aggfinalmodify"))
            .replace(":mmodify", MODIFY.formatted("a.aggmfinalmodify"));
    return SQL.replace(":aggregate", aggregate);
  }
}
