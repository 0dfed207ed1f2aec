package dev.ebb.restore.swap;

import dev.ebb.db.Session;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a server keeps about a database beside its contents: no copy and no dump of the contents has
 * it. Read from one, given to another.
 *
 * @param owner the role
 * @param limit how many may be connected; -1 for any number
 * @param comment what somebody wrote about it
 * @param privileges who may do what; null if nobody ever granted or revoked anything
 * @param settings what is set for its sessions
 */
public record Traits(
    String owner,
    int limit,
    @Nullable String comment,
    @Nullable List<Privilege> privileges,
    List<Setting> settings) {

  private static final String DATABASE =
      """
      SELECT pg_catalog.pg_get_userbyid(datdba)::text AS owner, datconnlimit AS "limit",
             pg_catalog.shobj_description(oid, 'pg_database') AS comment, datacl IS NULL AS plain
        FROM pg_catalog.pg_database WHERE datname = ?\
      """;
  private static final String PRIVILEGES =
      """
      SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC'
                  ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END AS grantee,
             x.privilege_type AS privilege, x.is_grantable AS grantable
        FROM pg_catalog.pg_database d, pg_catalog.aclexplode(d.datacl) x WHERE d.datname = ?\
      """;
  private static final String SETTINGS =
      """
      SELECT CASE WHEN s.setrole = 0 THEN NULL
                  ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(s.setrole)) END AS role,
             unnest(s.setconfig) AS setting
        FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
       WHERE d.datname = ?\
      """;

  /** Kept by the server as the list that it was given as, quotes included. */
  private static final Set<String> LISTS =
      Set.of(
          "search_path",
          "local_preload_libraries",
          "session_preload_libraries",
          "shared_preload_libraries",
          "temp_tablespaces",
          "unix_socket_directories");

  /** A right on the database; the grantee as SQL. */
  public record Privilege(String grantee, String name, boolean grantable) {}

  /** Something set for sessions; the role as SQL, null for all. */
  public record Setting(@Nullable String role, String name, String value) {}

  /** Those of a database. */
  public static Traits read(Session session, String database) {
    List<Setting> settings =
        session.query(
            SETTINGS,
            row -> {
              String text = row.text("setting");
              int equals = text.indexOf('=');
              return new Setting(
                  row.textOrNull("role"), text.substring(0, equals), text.substring(equals + 1));
            },
            database);
    List<Privilege> privileges =
        session.query(
            PRIVILEGES,
            row -> new Privilege(row.text("grantee"), row.text("privilege"), row.bool("grantable")),
            database);
    return session.queryOne(
        DATABASE,
        row ->
            new Traits(
                row.text("owner"),
                row.int32("limit"),
                row.textOrNull("comment"),
                row.bool("plain") ? null : privileges,
                settings),
        database);
  }

  /**
   * SQL that gives another database these instead of its own; the comment is left out.
   *
   * @param database the other one
   * @param own what that has now
   */
  public List<String> applied(String database, Traits own) {
    String name = Quote.identifier(database);
    List<String> sql = new ArrayList<>();
    sql.add("ALTER DATABASE " + name + " CONNECTION LIMIT " + limit);
    if (!own.owner.equals(owner)) {
      sql.add("ALTER DATABASE " + name + " OWNER TO " + Quote.identifier(owner));
    }
    privileges(name, own, sql);
    for (String role : own.roles()) {
      sql.add(scope(role, name) + " RESET ALL");
    }
    sql.addAll(settings(database));
    return sql;
  }

  /** SQL that gives another database these settings for its sessions, beside what that has. */
  List<String> settings(String database) {
    String name = Quote.identifier(database);
    return settings.stream()
        .map(setting ->
            scope(setting.role, name)
                + " SET "
                + Arrays.stream(setting.name.split("\\."))
                    .map(Quote::identifier)
                    .collect(Collectors.joining("."))
                + " = "
                + value(setting))
        .toList();
  }

  // An empty list is kept as "", which is no name in SQL.
  private static String value(Setting setting) {
    return LISTS.contains(setting.name)
        ? setting.value.replaceAll("(^|, )\"\"(?=,|$)", "$1''")
        : Quote.literal(setting.value);
  }

  private void privileges(String name, Traits own, List<String> sql) {
    if (privileges == null && own.privileges == null) {
      return;
    }
    Set<String> grantees = new LinkedHashSet<>(List.of("PUBLIC"));
    if (own.privileges != null) {
      own.privileges.forEach(privilege -> grantees.add(privilege.grantee));
    }
    grantees.forEach(grantee -> sql.add("REVOKE ALL ON DATABASE " + name + " FROM " + grantee));
    if (privileges == null) {
      sql.add("GRANT ALL ON DATABASE " + name + " TO " + Quote.identifier(owner));
      sql.add("GRANT CONNECT, TEMPORARY ON DATABASE " + name + " TO PUBLIC");
      return;
    }
    for (Privilege privilege : privileges) {
      sql.add(
          "GRANT "
              + privilege.name
              + " ON DATABASE "
              + name
              + " TO "
              + privilege.grantee
              + (privilege.grantable && !privilege.grantee.equals("PUBLIC")
                  ? " WITH GRANT OPTION"
                  : ""));
    }
  }

  private Set<@Nullable String> roles() {
    Set<@Nullable String> roles = new LinkedHashSet<>();
    settings.forEach(setting -> roles.add(setting.role));
    return roles;
  }

  private static String scope(@Nullable String role, String name) {
    return role == null ? "ALTER DATABASE " + name : "ALTER ROLE " + role + " IN DATABASE " + name;
  }
}
