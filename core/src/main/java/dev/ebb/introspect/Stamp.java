package dev.ebb.introspect;

import dev.ebb.db.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A text that is another one once anything has changed that a catalog could tell. It counts the
 * versions of rows that the session sees in the system's own tables: nothing is written there in
 * place but what no catalog tells, and where a version was there is never another one written by
 * the same transaction. So it changes also when something was changed and changed back.
 */
final class Stamp {
  private static final List<String> TABLES =
      List.of(
          "pg_aggregate",
          "pg_am",
          "pg_amop",
          "pg_amproc",
          "pg_attrdef",
          "pg_attribute",
          "pg_cast",
          "pg_class",
          "pg_collation",
          "pg_constraint",
          "pg_conversion",
          "pg_default_acl",
          "pg_depend",
          "pg_description",
          "pg_enum",
          "pg_event_trigger",
          "pg_extension",
          "pg_foreign_data_wrapper",
          "pg_foreign_server",
          "pg_foreign_table",
          "pg_index",
          "pg_inherits",
          "pg_init_privs",
          "pg_language",
          "pg_namespace",
          "pg_opclass",
          "pg_operator",
          "pg_opfamily",
          "pg_partitioned_table",
          "pg_policy",
          "pg_proc",
          "pg_publication",
          "pg_publication_rel",
          "pg_range",
          "pg_rewrite",
          "pg_seclabel",
          "pg_sequence",
          "pg_statistic_ext",
          "pg_tablespace",
          "pg_transform",
          "pg_trigger",
          "pg_ts_config",
          "pg_ts_config_map",
          "pg_ts_dict",
          "pg_ts_parser",
          "pg_ts_template",
          "pg_type");

  private static final String VERSIONS =
      "SELECT count(*) AS n, sum(hashtextextended(concat(t.ctid, t.xmin), 0)) AS h FROM pg_catalog.%s t";

  /** Of these only the text may be read by everybody. */
  private static final String TEXTS =
      "SELECT count(*) AS n, sum(hashtextextended(t::text, 0)) AS h FROM (%s) t";

  private static final String ROLES = "SELECT r.oid, r.rolname FROM pg_catalog.pg_roles r";

  private static final String ALL =
      """
      SELECT concat_ws(' ', (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database()),
                       current_user, extract(epoch FROM pg_postmaster_start_time()),
                       string_agg(concat(x.n, ':', x.h), ' ' ORDER BY x.n, x.h)) AS stamp
        FROM (:counts) x
      """;

  private Stamp() {}

  /** What it is now. */
  static String read(Session session) {
    return session.queryOne(sql(new Server(session.facts().major())), row -> row.text("stamp"));
  }

  private static String sql(Server server) {
    List<String> tables = new ArrayList<>(TABLES);
    Stream.of(server.since(15, "pg_publication_namespace", ""))
        .filter(table -> !table.isEmpty())
        .forEach(tables::add);
    // The scope of a usual reader, which these two ask only for what extensions brought.
    String scope = Scope.sql("''");
    Stream<String> texts =
        Stream.of(ROLES, scope + Elsewhere.users(), scope + Elsewhere.subscriptions(server));
    return ALL.replace(
        ":counts",
        Stream.concat(tables.stream().map(VERSIONS::formatted), texts.map(TEXTS::formatted))
            .collect(Collectors.joining(" UNION ALL ")));
  }
}
