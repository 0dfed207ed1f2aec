package dev.ebb.restore.pgbackrest;

import dev.ebb.db.Session;
import dev.ebb.restore.Memo;
import java.nio.file.Path;
import java.util.List;

/**
 * What a server says of itself that a copy of it has to be started with.
 *
 * @param data its data directory
 * @param config its file of settings, which may be elsewhere
 * @param hba who may get in
 * @param ident which names mean which roles
 * @param port where it listens
 * @param major its version
 * @param started when, in seconds since 1970
 * @param systemId the number of the cluster
 * @param timeline which of its histories it is in
 * @param archiving what {@code archive_mode} says
 * @param archiveTrouble since when archiving fails, and at what; empty if it does not
 * @param privileges whether we may make restore points, and switch segments
 * @param databases the other databases in it that people work in
 */
record Cluster(
    Path data,
    Path config,
    Path hba,
    Path ident,
    int port,
    int major,
    long started,
    String systemId,
    long timeline,
    String archiving,
    String archiveTrouble,
    boolean privileges,
    List<String> databases) {

  private static final String SQL =
      """
      SELECT current_setting('data_directory') AS data, current_setting('config_file') AS config,
             current_setting('hba_file') AS hba, current_setting('ident_file') AS ident,
             current_setting('port')::int AS port,
             current_setting('server_version_num')::int / 10000 AS major,
             extract(epoch FROM pg_catalog.pg_postmaster_start_time())::int8 AS started,
             (SELECT system_identifier::text FROM pg_catalog.pg_control_system()) AS system,
             CASE WHEN pg_catalog.pg_is_in_recovery() THEN ''
                  ELSE pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()) END AS segment,
             current_setting('archive_mode') AS archiving,
             (SELECT CASE WHEN last_failed_time > coalesce(last_archived_time, '-infinity')
                          THEN last_failed_wal || ' at ' || last_failed_time::text ELSE '' END
                FROM pg_catalog.pg_stat_archiver) AS trouble,
             pg_catalog.has_function_privilege('pg_catalog.pg_create_restore_point(text)', 'EXECUTE')
               AND pg_catalog.has_function_privilege('pg_catalog.pg_switch_wal()', 'EXECUTE')
               AS privileges\
      """;
  private static final String OTHERS =
      """
      SELECT datname::text AS name FROM pg_catalog.pg_database
       WHERE NOT datistemplate AND datname NOT IN ('postgres', current_database()) ORDER BY 1\
      """;

  static Cluster read(Session session) {
    List<String> others = session.query(OTHERS, row -> row.text("name"));
    return session.queryOne(
        SQL,
        row -> {
          String segment = row.text("segment");
          return new Cluster(
              Path.of(row.text("data")),
              Path.of(row.text("config")),
              Path.of(row.text("hba")),
              Path.of(row.text("ident")),
              row.int32("port"),
              row.int32("major"),
              row.int64("started"),
              row.text("system"),
              segment.isEmpty() ? 0 : Timeline.of(segment),
              row.text("archiving"),
              String.valueOf(row.textOrNull("trouble") == null ? "" : row.textOrNull("trouble")),
              row.bool("privileges"),
              others);
        });
  }

  /** Whether the server in a folder of this machine is that very one. */
  boolean isHere(Path folder) {
    return Postmaster.of(folder)
        .filter(found -> found.port() == port && Math.abs(found.started() - started) <= 2)
        .isPresent();
  }

  /** What is to be known of it when it does not answer any more. */
  Memo memo() {
    return Memo.empty()
        .with("data", data)
        .with("config", config)
        .with("hba", hba)
        .with("ident", ident)
        .with("port", port)
        .with("major", major)
        .with("started", started)
        .with("system", systemId)
        .with("timeline", timeline)
        .with("archiving", archiving);
  }

  /** One that was known once. */
  static Cluster of(Memo memo) {
    return new Cluster(
        path(memo, "data"),
        path(memo, "config"),
        path(memo, "hba"),
        path(memo, "ident"),
        (int) number(memo, "port"),
        (int) number(memo, "major"),
        number(memo, "started"),
        memo.value("system").orElse(""),
        number(memo, "timeline"),
        memo.value("archiving").orElse(""),
        "",
        true,
        List.of());
  }

  private static Path path(Memo memo, String key) {
    return Path.of(memo.value(key).orElse(""));
  }

  private static long number(Memo memo, String key) {
    return memo.value(key).map(Long::valueOf).orElse(0L);
  }
}
