package dev.ebb.shadow;

import dev.ebb.db.Session;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a shadow is to have in common with the database that it stands for, so that the same scripts
 * give the same objects: who runs them, where unqualified names go, which roles can be named, and
 * how text sorts. Immutable.
 *
 * @param major the server's major version
 * @param user the role that runs migrations
 * @param namespace where unqualified objects are created; null if the search path names none
 * @param locale encoding, collation and so on, as the words of CREATE DATABASE; empty for whatever
 *     the server has
 * @param settings what is set for that database or role, by name
 * @param roles all roles of that server, but for the server's own
 */
public record Likeness(
    int major,
    String user,
    @Nullable String namespace,
    String locale,
    Map<String, String> settings,
    List<String> roles) {

  private static final String LOCALE =
      """
      SELECT format('ENCODING %L LC_COLLATE %L LC_CTYPE %L', pg_encoding_to_char(d.encoding),
                    d.datcollate, d.datctype)
      """;

  // Only settings that a script cannot tell from its own session, and that are not secrets.
  private static final String SETTINGS =
      """
      SELECT name, pg_catalog.current_setting(name) AS value FROM pg_catalog.pg_settings
       WHERE (source IN ('database', 'user', 'database user') OR name = 'search_path')
         AND context IN ('user', 'superuser') AND name !~ '(password|timeout|^log_|^application_name$)'
         AND name NOT IN ('role', 'session_authorization', 'synchronous_commit', 'lc_messages')
      """;

  private static final String ROLES =
      "SELECT rolname AS name FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_' ORDER BY 1";

  public Likeness {
    settings = Map.copyOf(settings);
    roles = List.copyOf(roles);
  }

  /** Of no database in particular: a server of that version, its superuser, its usual settings. */
  public static Likeness ofMajor(int major) {
    return new Likeness(major, "postgres", "public", "", Map.of(), List.of());
  }

  /** Of the database that a session is connected to. Changes nothing. */
  public static Likeness of(Session session) {
    Map<String, String> settings = new TreeMap<>();
    session.query(
        SETTINGS,
        row -> {
          settings.put(row.text("name"), row.text("value"));
          return row;
        });
    return new Likeness(
        session.facts().major(),
        session.facts().user(),
        session.facts().currentSchema(),
        session.queryOne(LOCALE + provider(session.facts().major()), r -> r.text("locale")),
        settings,
        session.query(ROLES, row -> row.text("name")));
  }

  private static String provider(int major) {
    return providers(major)
        + " AS locale FROM pg_catalog.pg_database d WHERE d.datname = current_database()";
  }

  private static String providers(int major) {
    if (major < 15) {
      return "";
    }
    if (major < 17) {
      return """
       || CASE d.datlocprovider WHEN 'i'
            THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L', d.daticulocale) ELSE '' END
      """;
    }
    return """
     || CASE d.datlocprovider
          WHEN 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L', d.datlocale)
          WHEN 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', d.datlocale)
          ELSE '' END
    """;
  }
}
