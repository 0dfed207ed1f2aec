package dev.ebb.db;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which server, database and role are meant, and how to get there. Immutable and thread-safe; shows
 * its password to nobody outside this package.
 *
 * <p>Defaults: host 127.0.0.1, port 5432, the operating system's user, a database named as the
 * user, {@code sslmode} prefer (on a loopback address allow, on a Unix socket disable), 10 seconds
 * to connect, the session's time zone UTC.
 */
public final class ConnectionSettings {
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final Map<String, Setting> settings;
  private final List<Address> addresses;
  private final String prefix;
  private final Path home;

  private ConnectionSettings(Map<String, Setting> settings, String prefix, Path home) {
    this.settings = new LinkedHashMap<>(settings);
    this.prefix = prefix;
    this.home = home;
    this.addresses = AddressList.of(settings.get("host"), settings.get("port"));
    Keyword.check(settings);
  }

  /**
   * From {@code PGHOST} and its kin, or {@code PGDATASOURCE}, whose settings win over them; each
   * with the prefix, and never without it.
   *
   * @param env the environment; {@code HOME} and {@code PGSYSCONFDIR} in it have no prefix
   * @param prefix empty, or as {@code CODEINTEL_}
   * @return empty if nothing in the environment says which server is meant
   * @throws dev.ebb.fault.Fault USAGE, naming the variable, if one makes no sense
   */
  public static Optional<ConnectionSettings> fromEnvironment(
      Map<String, String> env, String prefix) {
    return new SettingsReader(env, prefix)
        .read()
        .map(found -> new ConnectionSettings(found, prefix, home(env)));
  }

  /**
   * A server whose whereabouts are known, such as one of our own. Without TLS.
   *
   * @param host a name, an address, or the folder of a Unix socket
   */
  public static ConnectionSettings of(
      String host, int port, String user, @Nullable String password, String database) {
    Map<String, Setting> settings = new LinkedHashMap<>();
    settings.put("host", new Setting(host, "host"));
    settings.put("port", new Setting(Integer.toString(port), "port"));
    settings.put("user", new Setting(user, "user"));
    if (password != null) {
      settings.put("password", new Setting(password, "password"));
    }
    settings.put("dbname", new Setting(database, "database"));
    settings.put("sslmode", new Setting("disable", "sslmode"));
    return new ConnectionSettings(settings, "", home(Map.of()));
  }

  /**
   * The same server and role, another database; with the password that the role has in this one, if
   * the file of passwords names no other: it is the server's, and the same for all.
   */
  public ConnectionSettings withDatabase(String database) {
    Map<String, Setting> changed = new LinkedHashMap<>(settings);
    changed.put("dbname", new Setting(database, "database"));
    ConnectionSettings there = new ConnectionSettings(changed, prefix, home);
    if (addresses.size() != 1 || there.password(addresses.getFirst()) != null) {
      return there;
    }
    String password = password(addresses.getFirst());
    if (password == null) {
      return there;
    }
    changed.put("password", new Setting(password, "password"));
    return new ConnectionSettings(changed, prefix, home);
  }

  /**
   * The same role and database on another server of this machine, with the password that it has
   * here: for a copy of the server. A host name that a certificate would have to bear is not asked
   * for there.
   *
   * @param host a loopback address, or the folder of a Unix socket
   */
  public ConnectionSettings at(String host, int port) {
    Map<String, Setting> changed = new LinkedHashMap<>(settings);
    String password = addresses.isEmpty() ? null : password(addresses.getFirst());
    if (password != null) {
      changed.put("password", new Setting(password, "password"));
    }
    changed.remove("hostaddr");
    changed.remove("target_session_attrs");
    changed.put("host", new Setting(host, "host"));
    changed.put("port", new Setting(Integer.toString(port), "port"));
    String mode = value("sslmode");
    if (mode != null && mode.startsWith("verify")) {
      changed.put("sslmode", new Setting("require", "sslmode"));
    }
    return new ConnectionSettings(changed, prefix, home);
  }

  /** The folder of the Unix socket through which they go; empty if they do not. */
  public Optional<String> socketFolder() {
    return addresses.stream().filter(Address::isSocket).map(Address::host).findFirst();
  }

  /** {@code postgres://user@host:port/database}; never a password. */
  public String describe() {
    return "postgres://"
        + user()
        + "@"
        + addresses.stream().map(Address::toString).collect(Collectors.joining(","))
        + "/"
        + database();
  }

  /**
   * The variables by which another program finds the same server and database: {@code PGHOST} and
   * its kin, and {@code PGDATASOURCE} as a string of {@code key=value}. With the password, if these
   * settings have one: for the environment of a program only.
   *
   * @param prefix empty, or as {@code CODEINTEL_}
   */
  public Map<String, String> environment(String prefix) {
    Map<String, String> variables = new LinkedHashMap<>();
    Map<String, String> all = new LinkedHashMap<>();
    settings.forEach((keyword, setting) -> all.put(keyword, setting.value()));
    all.putIfAbsent("user", user());
    all.putIfAbsent("dbname", database());
    // Other programs take a socket where nobody names a host, and may find another server there;
    // and they do not know ports behind the names of hosts.
    if (!addresses.isEmpty()) {
      all.put("host", addresses.stream().map(Address::host).collect(Collectors.joining(",")));
      all.put(
          "port",
          addresses.stream().map(a -> Integer.toString(a.port())).collect(Collectors.joining(",")));
    }
    Keyword.BY_VARIABLE.forEach((variable, keyword) -> {
      String value = all.get(keyword);
      if (value != null) {
        variables.put(prefix + variable, value);
      }
    });
    variables.put(
        prefix + "PGDATASOURCE",
        all.entrySet().stream()
            .map(e ->
                e.getKey() + "='" + e.getValue().replace("\\", "\\\\").replace("'", "\\'") + "'")
            .collect(Collectors.joining(" ")));
    return variables;
  }

  /** The role. */
  public String user() {
    String user = value("user");
    return user == null ? System.getProperty("user.name", "postgres") : user;
  }

  /** The database. */
  public String database() {
    String database = value("dbname");
    return database == null ? user() : database;
  }

  /** The same as {@link #describe()}. */
  @Override
  public String toString() {
    return describe();
  }

  List<Address> addresses() {
    return addresses;
  }

  /** What stands before the names of this schema's variables. */
  String prefix() {
    return prefix;
  }

  @Nullable String value(String keyword) {
    Setting setting = settings.get(keyword);
    return setting == null ? null : setting.value();
  }

  @Nullable String password(Address address) {
    String password = value("password");
    return password == null ? passwordFile().find(address, database(), user()) : password;
  }

  PasswordFile passwordFile() {
    String file = value("passfile");
    return new PasswordFile(file == null ? home.resolve(".pgpass") : Path.of(file));
  }

  /** How long one attempt may take until the server lets us in; zero for as long as it likes. */
  Duration connectTimeout() {
    String seconds = value("connect_timeout");
    return seconds == null
        ? CONNECT_TIMEOUT
        : Duration.ofSeconds(Math.max(0, Integer.parseInt(seconds)));
  }

  /** The text without passwords: for texts that others wrote. */
  String scrub(String text) {
    String clean = text;
    for (String keyword : List.of("password", "sslpassword")) {
      String secret = value(keyword);
      if (secret != null && secret.length() > 3 && !isPlainWord(secret)) {
        clean = clean.replace(secret, "***");
      }
    }
    return clean;
  }

  // As a password it is no secret, but without it nobody could understand the text.
  private boolean isPlainWord(String secret) {
    return Set.of("password", "postgres", "database").contains(secret)
        || secret.equals(user())
        || secret.equals(database());
  }

  private static Path home(Map<String, String> env) {
    String home = env.get("HOME");
    return Path.of(home == null ? System.getProperty("user.home", ".") : home);
  }
}
