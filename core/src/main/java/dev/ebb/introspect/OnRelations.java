package dev.ebb.introspect;

/** What hangs on tables and views besides columns, constraints and indexes. */
final class OnRelations {
  private static final String TRIGGERS =
      """
      SELECT 'TRIGGER' AS kind, r.path || '.' || quote_ident(g.tgname) AS path,
             g.tableoid AS class, g.oid, 0 AS part,
             p.tgrelid::regclass || '.' || quote_ident(p.tgname) AS part_of,
             pg_get_triggerdef(g.oid) AS definition,
             CASE g.tgenabled WHEN 'D' THEN 'disable' WHEN 'R' THEN 'enable replica'
                              WHEN 'A' THEN 'enable always' END AS enabled
        FROM pg_catalog.pg_trigger g JOIN rel r ON r.oid = g.tgrelid
        :parentJoin
       WHERE (NOT g.tgisinternal OR NOT p.tgisinternal) AND (p.oid IS NULL OR p.tgenabled <> g.tgenabled)
      """;

  private static final String PARENT_TRIGGER =
      "LEFT JOIN pg_catalog.pg_trigger p ON p.oid = g.tgparentid";

  private static final String PARENT_THAT_IT_NEEDS =
      """
      LEFT JOIN pg_catalog.pg_depend d
        ON d.classid = g.tableoid AND d.objid = g.oid AND d.refclassid = g.tableoid
      LEFT JOIN pg_catalog.pg_trigger p ON p.oid = d.refobjid
      """;

  private static final String RULES =
      """
      SELECT 'RULE' AS kind, r.path || '.' || quote_ident(w.rulename) AS path,
             w.tableoid AS class, w.oid, 0 AS part,
             rtrim(pg_get_ruledef(w.oid), ';') AS definition,
             CASE w.ev_enabled WHEN 'D' THEN 'disable' WHEN 'R' THEN 'enable replica'
                               WHEN 'A' THEN 'enable always' END AS enabled
        FROM pg_catalog.pg_rewrite w JOIN rel r ON r.oid = w.ev_class
       WHERE w.rulename <> '_RETURN'
      """;

  private static final String POLICIES =
      """
      SELECT 'POLICY' AS kind, r.path || '.' || quote_ident(p.polname) AS path,
             p.tableoid AS class, p.oid, 0 AS part,
             concat('CREATE POLICY ', quote_ident(p.polname), ' ON ', r.path,
                    CASE WHEN NOT p.polpermissive THEN ' AS RESTRICTIVE' END,
                    CASE p.polcmd WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT'
                                  WHEN 'w' THEN ' FOR UPDATE' WHEN 'd' THEN ' FOR DELETE' END,
                    ' TO ', (SELECT string_agg(w.who, ', ' ORDER BY w.who COLLATE "C")
                               FROM (SELECT CASE WHEN o.role = 0 THEN 'PUBLIC'
                                              ELSE quote_ident(pg_get_userbyid(o.role)) END AS who
                                       FROM unnest(p.polroles) AS o(role)) w),
                    ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
                    ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') AS definition
        FROM pg_catalog.pg_policy p JOIN rel r ON r.oid = p.polrelid
      """;

  private static final String STATISTICS =
      """
      SELECT 'STATISTICS' AS kind, s.path || '.' || quote_ident(x.stxname) AS path,
             x.tableoid AS class, x.oid, 0 AS part, x.stxrelid::regclass AS "table",
             pg_get_statisticsobjdef(x.oid) AS definition, :target AS statistics_target,
             pg_get_userbyid(x.stxowner) AS owner
        FROM pg_catalog.pg_statistic_ext x JOIN space s ON s.oid = x.stxnamespace
       WHERE (x.tableoid, x.oid) NOT IN (SELECT classid, objid FROM member)
      """;

  private OnRelations() {}

  // What a partition has from its parent, up to 14 as if the server had made it for itself, is told
  // only where it was switched differently.
  static String triggers(Server server) {
    return TRIGGERS.replace(":parentJoin", server.since(13, PARENT_TRIGGER, PARENT_THAT_IT_NEEDS));
  }

  static String rules() {
    return RULES;
  }

  static String policies() {
    return POLICIES;
  }

  static String statistics(Server server) {
    return STATISTICS.replace(
        ":target",
        server.since(
            13, "CASE WHEN x.stxstattarget >= 0 THEN x.stxstattarget END", "NULL::integer"));
  }
}
