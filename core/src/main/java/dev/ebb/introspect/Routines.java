package dev.ebb.introspect;

/** Functions, procedures and aggregates; the path tells the arguments. */
final class Routines {
  static final String SQL =
      """
      SELECT 'ROUTINE', p.path,
             CASE WHEN p.prokind = 'a'
               THEN (SELECT format('aggregate by %s of %s final %s start %L combine %s parallel %s',
                                   a.aggtransfn::regprocedure, a.aggtranstype::regtype, a.aggfinalfn::regprocedure,
                                   a.agginitval, a.aggcombinefn::regprocedure, p.proparallel)
                       FROM pg_catalog.pg_aggregate a WHERE a.aggfnoid = p.oid)
               ELSE pg_get_functiondef(p.oid) END
        FROM routine p
      """;

  private Routines() {}
}
