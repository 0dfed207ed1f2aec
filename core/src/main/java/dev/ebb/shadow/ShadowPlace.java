package dev.ebb.shadow;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.embedded.EmbeddedOptions;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.util.Map;

/** Where a shadow is made. */
public sealed interface ShadowPlace {

  /** How a person would name it, as the option {@code --shadow} takes it; never a password. */
  String describe();

  /**
   * A PostgreSQL of our own, started for this shadow and gone with it. Needs no rights anywhere;
   * but it has only the extensions and locales that come with it.
   *
   * @param major the major version; its programs must be on the class path
   */
  record Embedded(int major) implements ShadowPlace {
    /** Of the version that Ebb brings along. */
    public Embedded() {
      this(EmbeddedOptions.DEFAULT_MAJOR);
    }

    @Override
    public String describe() {
      return "embedded";
    }
  }

  /**
   * A server that is there already: a database is made on it, and dropped. Needs the right to
   * create databases.
   *
   * @param settings how to connect, to any database of that server
   */
  record OnServer(ConnectionSettings settings) implements ShadowPlace {
    @Override
    public String describe() {
      return settings.describe();
    }
  }

  /**
   * A server named by a URL, or by a string of {@code key=value}.
   *
   * @throws Fault USAGE if it is neither
   */
  static ShadowPlace at(String url) {
    if (!url.contains("=") && !url.contains("://")) {
      throw Fault.of(
          FaultCode.USAGE,
          "\"" + url + "\" is no place for a shadow",
          "say embedded, target, or a server, as in postgres://user@host:5432/postgres");
    }
    return ConnectionSettings.fromEnvironment(Map.of("PGDATASOURCE", url), "")
        .<ShadowPlace>map(OnServer::new)
        .orElseThrow();
  }
}
