package dev.ebb.db;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gathers the settings of one schema: connection string before service file before variables. */
final class SettingsReader {
  private final Map<String, String> env;
  private final String prefix;
  private final Map<String, Setting> found = new LinkedHashMap<>();

  SettingsReader(Map<String, String> env, String prefix) {
    this.env = env;
    this.prefix = prefix;
  }

  Optional<Map<String, Setting>> read() {
    String source = variable("PGDATASOURCE");
    if (source == null && Keyword.SAYING_WHERE.stream().allMatch(name -> variable(name) == null)) {
      return Optional.empty();
    }
    if (source != null) {
      connectionString(source);
    }
    Setting service = service();
    if (service != null) {
      ServiceFile.read(service, serviceFiles()).forEach(found::putIfAbsent);
    }
    Keyword.BY_VARIABLE.forEach(this::fromVariable);
    hostAddress();
    found.remove("service");
    found.remove("servicefile");
    return Optional.of(found);
  }

  private void connectionString(String source) {
    String origin = prefix + "PGDATASOURCE";
    try {
      ConnectionString.parse(source)
          .forEach((key, value) -> found.put(key, new Setting(value, origin + " (" + key + ")")));
    } catch (ConnectionString.Malformed e) {
      throw Setting.refuse(
          origin,
          "the value " + e.getMessage(),
          "write it as postgres://user@host:5432/database or as host=… dbname=… user=…; special"
              + " characters in a URL, also in its password, are written as % and two hex digits");
    }
  }

  private @Nullable Setting service() {
    Setting service = found.get("service");
    String named = variable("PGSERVICE");
    return service != null || named == null ? service : new Setting(named, prefix + "PGSERVICE");
  }

  private List<Path> serviceFiles() {
    List<Path> files = new ArrayList<>();
    String named = variable("PGSERVICEFILE");
    String home = env.getOrDefault("HOME", System.getProperty("user.home", "."));
    files.add(named == null ? Path.of(home, ".pg_service.conf") : Path.of(named));
    String system = env.get("PGSYSCONFDIR");
    files.add(Path.of(system == null ? "/etc/postgresql-common" : system, "pg_service.conf"));
    return files;
  }

  private void fromVariable(String name, String keyword) {
    String value = variable(name);
    if (value != null && !(keyword.equals("port") && hostFromElsewhere())) {
      found.putIfAbsent(keyword, new Setting(value, prefix + name));
    }
  }

  // A host from a connection string must not be paired with a port that belongs to another one.
  private boolean hostFromElsewhere() {
    Setting host = found.get("host");
    return host != null && !host.origin().equals(prefix + "PGHOST");
  }

  // An address stands in for the name, unless the name is needed to know the server by.
  private void hostAddress() {
    Setting address = found.remove("hostaddr");
    if (address != null) {
      Setting mode = found.get("sslmode");
      if (found.containsKey("host") && mode != null && mode.value().equals("verify-full")) {
        throw address.refuse(
            "cannot be used together with a host name and sslmode verify-full",
            "leave the address out, so that the name is looked up and verified");
      }
      found.put("host", address);
    }
  }

  private @Nullable String variable(String name) {
    String value = env.get(prefix + name);
    return value == null || value.isEmpty() ? null : value;
  }
}
