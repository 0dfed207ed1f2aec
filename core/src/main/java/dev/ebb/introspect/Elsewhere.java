package dev.ebb.introspect;

/** What reaches beyond the database: foreign data and replication. */
final class Elsewhere {
  /** Options whose value nobody should see in a description. */
  private static final String OPEN =
      """
      (SELECT array_agg(o ORDER BY place) FROM unnest(%s) WITH ORDINALITY AS u(o, place)
        WHERE split_part(o, '=', 1) !~* 'pass|secret|token|credential|key$')\
      """;

  private static final String WRAPPERS =
      """
      SELECT 'FOREIGN_DATA_WRAPPER' AS kind, quote_ident(k.fdwname) AS path, k.tableoid AS class, k.oid, 0 AS part,
             concat('CREATE FOREIGN DATA WRAPPER ', quote_ident(k.fdwname),
                    ' HANDLER ' || nullif(k.fdwhandler, 0)::regproc,
                    ' VALIDATOR ' || nullif(k.fdwvalidator, 0)::regproc) AS definition,
             :options AS options,
             pg_get_userbyid(k.fdwowner) AS owner
        FROM pg_catalog.pg_foreign_data_wrapper k
       WHERE k.oid >= 16384 AND (k.tableoid, k.oid) NOT IN (SELECT classid, objid FROM member)
      """;

  private static final String SERVERS =
      """
      SELECT 'FOREIGN_SERVER' AS kind, quote_ident(k.srvname) AS path, k.tableoid AS class, k.oid, 0 AS part,
             concat('CREATE SERVER ', quote_ident(k.srvname), ' TYPE ' || quote_literal(k.srvtype),
                    ' VERSION ' || quote_literal(k.srvversion),
                    ' FOREIGN DATA WRAPPER ', quote_ident(w.fdwname)) AS definition,
             :options AS options,
             pg_get_userbyid(k.srvowner) AS owner
        FROM pg_catalog.pg_foreign_server k
        JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = k.srvfdw
       WHERE k.oid >= 16384 AND (k.tableoid, k.oid) NOT IN (SELECT classid, objid FROM member)
      """;

  private static final String USERS =
      """
      SELECT 'USER_MAPPING' AS kind,
             concat(CASE WHEN k.umuser = 0 THEN 'PUBLIC' ELSE quote_ident(k.usename) END,
                    ' SERVER ', quote_ident(k.srvname)) AS path,
             'pg_catalog.pg_user_mapping'::regclass::oid AS class, k.umid AS oid, 0 AS part,
             quote_ident(k.srvname) AS server, :options AS options
        FROM pg_catalog.pg_user_mappings k
       WHERE k.umid NOT IN (SELECT objid FROM member
                             WHERE classid = 'pg_catalog.pg_user_mapping'::regclass)
      """;

  private static final String PUBLICATIONS =
      """
      SELECT 'PUBLICATION' AS kind, quote_ident(k.pubname) AS path, k.tableoid AS class, k.oid, 0 AS part,
             concat('CREATE PUBLICATION ', quote_ident(k.pubname),
                    CASE WHEN k.puballtables THEN ' FOR ALL TABLES' END, ' WITH (publish = ''',
                    array_to_string(array_remove(ARRAY[
                      CASE WHEN k.pubinsert THEN 'insert' END, CASE WHEN k.pubupdate THEN 'update' END,
                      CASE WHEN k.pubdelete THEN 'delete' END, CASE WHEN k.pubtruncate THEN 'truncate' END],
                      NULL), ', '), '''', :viaRoot :generated ')') AS definition,
             (SELECT array_agg(m.text ORDER BY m.text COLLATE "C") FROM (:members) m) AS members,
             pg_get_userbyid(k.pubowner) AS owner
        FROM pg_catalog.pg_publication k
       WHERE (k.tableoid, k.oid) NOT IN (SELECT classid, objid FROM member)
      """;

  private static final String VIA_ROOT =
      "CASE WHEN k.pubviaroot THEN ', publish_via_partition_root = true' END,";
  private static final String GENERATED =
      "CASE WHEN k.pubgencols <> 'n' THEN ', publish_generated_columns = stored' END,";

  private static final String WHOLE_TABLES =
      """
      SELECT 'TABLE ONLY ' || p.prrelid::regclass AS text
        FROM pg_catalog.pg_publication_rel p WHERE p.prpubid = k.oid
      """;

  private static final String PARTS_OF_TABLES =
      """
      SELECT concat('TABLE ONLY ', p.prrelid::regclass,
                    (SELECT ' (' || string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) || ')'
                       FROM pg_catalog.pg_attribute a
                      WHERE a.attrelid = p.prrelid AND a.attnum = ANY (p.prattrs)),
                    ' WHERE (' || pg_get_expr(p.prqual, p.prrelid) || ')') AS text
        FROM pg_catalog.pg_publication_rel p WHERE p.prpubid = k.oid
      UNION ALL
      SELECT 'TABLES IN SCHEMA ' || p.pnnspid::regnamespace
        FROM pg_catalog.pg_publication_namespace p WHERE p.pnpubid = k.oid
      """;

  // The connection holds a password, and only a superuser may see it.
  private static final String SUBSCRIPTIONS =
      """
      SELECT 'SUBSCRIPTION' AS kind, quote_ident(k.subname) AS path,
             'pg_catalog.pg_subscription'::regclass::oid AS class, k.oid, 0 AS part,
             k.subpublications AS members,
             array_remove(ARRAY['slot_name=' || coalesce(k.subslotname::text, 'NONE'),
                          'synchronous_commit=' || nullif(k.subsynccommit, 'off')], NULL)
               || array_remove(ARRAY[:options]::text[], NULL) AS options,
             CASE WHEN NOT k.subenabled THEN 'disable' END AS enabled,
             pg_get_userbyid(k.subowner) AS owner
        FROM pg_catalog.pg_subscription k
       WHERE k.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())
      """;

  private Elsewhere() {}

  static String wrappers() {
    return WRAPPERS.replace(":options", OPEN.formatted("k.fdwoptions"));
  }

  static String servers() {
    return SERVERS.replace(":options", OPEN.formatted("k.srvoptions"));
  }

  static String users() {
    return USERS.replace(":options", OPEN.formatted("k.umoptions"));
  }

  static String publications(Server server) {
    return PUBLICATIONS
        .replace(":viaRoot", server.since(13, VIA_ROOT, ""))
        .replace(":generated", server.since(18, GENERATED, ""))
        .replace(":members", server.since(15, PARTS_OF_TABLES, WHOLE_TABLES));
  }

  static String subscriptions(Server server) {
    String options =
        String.join(
            ", ",
            server.since(14, "CASE WHEN k.subbinary THEN 'binary=true' END", "NULL"),
            server.since(
                16,
                "CASE k.substream WHEN 't' THEN 'streaming=on' WHEN 'p' THEN 'streaming=parallel' ELSE 'streaming=off' END",
                server.since(14, "CASE WHEN k.substream THEN 'streaming=on' END", "NULL")),
            server.since(15, "CASE WHEN k.subtwophasestate <> 'd' THEN 'two_phase=on' END", "NULL"),
            server.since(
                15, "CASE WHEN k.subdisableonerr THEN 'disable_on_error=true' END", "NULL"),
            server.since(
                16,
                "CASE WHEN NOT k.subpasswordrequired THEN 'password_required=false' END",
                "NULL"),
            server.since(16, "CASE WHEN k.subrunasowner THEN 'run_as_owner=true' END", "NULL"),
            server.since(
                16, "CASE WHEN k.suborigin <> 'any' THEN 'origin=' || k.suborigin END", "NULL"),
            server.since(17, "CASE WHEN k.subfailover THEN 'failover=true' END", "NULL"));
    return SUBSCRIPTIONS.replace(":options", options);
  }
}
