package dev.ebb.db;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The libpq keywords that Ebb knows, the environment variables that set them, and what they may
 * say. Stateless.
 */
final class Keyword {
  /** Variable without its schema's prefix, to keyword. */
  static final Map<String, String> BY_VARIABLE = byVariable();

  /** Any of these says which server is meant; the others alone do not. */
  static final Set<String> SAYING_WHERE =
      Set.of("PGHOST", "PGHOSTADDR", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE", "PGSERVICE");

  /** Understood by libpq, and of no consequence here. */
  static final Set<String> HARMLESS =
      Set.of(
          "client_encoding",
          "fallback_application_name",
          "gssdelegation",
          "keepalives",
          "keepalives_count",
          "keepalives_idle",
          "keepalives_interval",
          "load_balance_hosts",
          "max_protocol_version",
          "min_protocol_version",
          "sslcompression",
          "sslsni",
          "tcp_user_timeout");

  private static final Map<String, List<String>> CHOICES =
      Map.of(
          "sslmode", List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
          "gssencmode", List.of("disable", "allow", "prefer", "require"),
          "channel_binding", List.of("disable", "prefer", "require"),
          "sslnegotiation", List.of("postgres", "direct"),
          "target_session_attrs",
              List.of("any", "read-write", "read-only", "primary", "standby", "prefer-standby"));

  private Keyword() {}

  private static Map<String, String> byVariable() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("PGHOST", "host");
    map.put("PGHOSTADDR", "hostaddr");
    map.put("PGPORT", "port");
    map.put("PGUSER", "user");
    map.put("PGPASSWORD", "password");
    map.put("PGDATABASE", "dbname");
    map.put("PGPASSFILE", "passfile");
    map.put("PGSERVICE", "service");
    map.put("PGSERVICEFILE", "servicefile");
    map.put("PGSSLMODE", "sslmode");
    map.put("PGSSLNEGOTIATION", "sslnegotiation");
    map.put("PGSSLROOTCERT", "sslrootcert");
    map.put("PGSSLCERT", "sslcert");
    map.put("PGSSLKEY", "sslkey");
    map.put("PGOPTIONS", "options");
    map.put("PGTZ", "timezone");
    map.put("PGCONNECT_TIMEOUT", "connect_timeout");
    map.put("PGAPPNAME", "application_name");
    map.put("PGGSSENCMODE", "gssencmode");
    map.put("PGKRBSRVNAME", "krbsrvname");
    map.put("PGCHANNELBINDING", "channel_binding");
    map.put("PGREQUIREAUTH", "require_auth");
    map.put("PGTARGETSESSIONATTRS", "target_session_attrs");
    return map;
  }

  private static boolean isKnown(String keyword) {
    return keyword.equals("sslpassword")
        || keyword.equals("search_path")
        || BY_VARIABLE.containsValue(keyword);
  }

  /**
   * Refuses settings that make no sense, or that Ebb would have to ignore although safety may hang
   * on them.
   */
  static void check(Map<String, Setting> settings) {
    settings.forEach(Keyword::checkKeyword);
    CHOICES.forEach((keyword, choices) -> checkChoice(settings, keyword, choices));
    Setting timeout = settings.get("connect_timeout");
    if (timeout != null && !timeout.value().matches("-?\\d{1,6}")) {
      throw timeout.refuse("is not a number of seconds", "give whole seconds, or 0 for no limit");
    }
    Setting user = settings.get("user");
    for (Setting name : new Setting[] {user, settings.get("dbname")}) {
      if (name != null && name.value().indexOf('\0') >= 0) {
        throw name.refuse("holds a NUL character", "correct the name");
      }
    }
  }

  private static void checkKeyword(String keyword, Setting setting) {
    if (!isKnown(keyword) && !HARMLESS.contains(keyword)) {
      throw setting.refuse(
          "Ebb does not know the connection setting \"" + keyword + "\"",
          "leave it out, or correct its name; server settings go into options, as in"
              + " options=-csearch_path=app");
    }
  }

  private static void checkChoice(
      Map<String, Setting> settings, String keyword, List<String> choices) {
    Setting setting = settings.get(keyword);
    if (setting != null && !choices.contains(setting.value())) {
      throw setting.refuse(
          "\"" + setting.value() + "\" is not a " + keyword,
          "one of: " + String.join(", ", choices));
    }
  }
}
