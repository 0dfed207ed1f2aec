package dev.ebb.introspect;

/** Tables, views, sequences, indexes, and what hangs on tables besides columns. */
final class Relations {
  static final String SQL =
      """
      SELECT 'TABLE' AS kind, r.path AS path,
             concat(CASE r.relpersistence WHEN 'u' THEN 'unlogged ' END,
                    CASE r.relkind WHEN 'p' THEN 'partitioned by ' || pg_get_partkeydef(r.oid)
                                   WHEN 'f' THEN 'foreign' ELSE 'table' END,
                    ' of ' || nullif(r.reloftype, 0)::regtype::text,
                    (SELECT ' inherits ' || string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)
                       FROM pg_catalog.pg_inherits i WHERE i.inhrelid = r.oid),
                    ' bound ' || pg_get_expr(r.relpartbound, r.oid),
                    ' using ' || nullif((SELECT amname FROM pg_catalog.pg_am a WHERE a.oid = r.relam), 'heap'),
                    ' with ' || r.reloptions::text,
                    CASE WHEN r.relrowsecurity THEN ' row security' END,
                    CASE WHEN r.relforcerowsecurity THEN ' forced' END,
                    CASE WHEN r.relreplident <> 'd' THEN ' replica identity ' || r.relreplident::text END,
                    (SELECT format(' server %I options %s', v.srvname, f.ftoptions)
                       FROM pg_catalog.pg_foreign_table f JOIN pg_catalog.pg_foreign_server v ON v.oid = f.ftserver
                      WHERE f.ftrelid = r.oid)) AS definition
        FROM rel r WHERE r.relkind IN ('r', 'p', 'f')
      UNION ALL
      SELECT CASE r.relkind WHEN 'v' THEN 'VIEW' ELSE 'MATERIALIZED_VIEW' END, r.path,
             concat(pg_get_viewdef(r.oid), ' with ' || r.reloptions::text,
                    CASE WHEN NOT r.relispopulated THEN ' not populated' END)
        FROM rel r WHERE r.relkind IN ('v', 'm')
      UNION ALL
      SELECT 'SEQUENCE', r.path,
             format('%s start %s increment %s from %s to %s cache %s%s%s%s',
                    format_type(q.seqtypid, NULL), q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache,
                    CASE WHEN q.seqcycle THEN ' cycle' END,
                    CASE WHEN r.relpersistence = 'u' THEN ' unlogged' END,
                    (SELECT format(' owned by %s.%I', d.refobjid::regclass, a.attname)
                       FROM pg_catalog.pg_depend d
                       JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                      WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = r.oid
                        AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i')))
        FROM rel r JOIN pg_catalog.pg_sequence q ON q.seqrelid = r.oid
      UNION ALL
      SELECT 'INDEX', i.path,
             concat(pg_get_indexdef(i.indexrelid),
                    CASE WHEN NOT i.indisvalid OR NOT i.indisready THEN ' INVALID' END,
                    CASE WHEN i.indisclustered THEN ' clustered' END,
                    CASE WHEN i.indisreplident THEN ' replica identity' END)
        FROM ind i
      UNION ALL
      SELECT 'TRIGGER', r.path || '.' || quote_ident(g.tgname),
             concat(pg_get_triggerdef(g.oid), CASE WHEN g.tgenabled <> 'O' THEN ' enabled ' || g.tgenabled::text END)
        FROM pg_catalog.pg_trigger g JOIN rel r ON r.oid = g.tgrelid WHERE NOT g.tgisinternal
      UNION ALL
      SELECT 'RULE', r.path || '.' || quote_ident(w.rulename),
             concat(pg_get_ruledef(w.oid), CASE WHEN w.ev_enabled <> 'O' THEN ' enabled ' || w.ev_enabled::text END)
        FROM pg_catalog.pg_rewrite w JOIN rel r ON r.oid = w.ev_class WHERE w.rulename <> '_RETURN'
      UNION ALL
      SELECT 'POLICY', r.path || '.' || quote_ident(p.polname),
             concat(CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END, ' for ', p.polcmd, ' to ',
                    (SELECT string_agg(coalesce(pg_get_userbyid(nullif(o.role, 0)), 'public')::text, ', '
                                       ORDER BY coalesce(pg_get_userbyid(nullif(o.role, 0)), 'public')::text COLLATE "C")
                       FROM unnest(p.polroles) AS o(role)),
                    ' using ' || pg_get_expr(p.polqual, p.polrelid),
                    ' check ' || pg_get_expr(p.polwithcheck, p.polrelid))
        FROM pg_catalog.pg_policy p JOIN rel r ON r.oid = p.polrelid
      UNION ALL
      SELECT 'STATISTICS', s.path || '.' || quote_ident(x.stxname), pg_get_statisticsobjdef(x.oid)
        FROM pg_catalog.pg_statistic_ext x JOIN space s ON s.oid = x.stxnamespace
      """;

  private Relations() {}
}
