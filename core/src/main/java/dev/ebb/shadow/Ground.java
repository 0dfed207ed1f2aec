package dev.ebb.shadow;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.embedded.Durability;
import dev.ebb.embedded.EmbeddedOptions;
import dev.ebb.embedded.EmbeddedPostgres;
import dev.ebb.embedded.Lifetime;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.sql.Quote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A server on which scratch databases can be made: one that is there already, or one of our own
 * that ends together with this process, whatever ends it.
 *
 * @param admin how to connect to a database that is not a scratch one
 * @param server the one of our own; null if it is somebody else's
 * @param folder where that lives
 */
record Ground(ConnectionSettings admin, @Nullable EmbeddedPostgres server, @Nullable Path folder)
    implements AutoCloseable {

  static final String APPLICATION = "ebb shadow";

  static Ground open(ShadowPlace place, Likeness likeness) {
    return switch (place) {
      case ShadowPlace.OnServer(ConnectionSettings settings) -> new Ground(settings, null, null);
      case ShadowPlace.Embedded(int major) -> embedded(major, likeness);
    };
  }

  private static Ground embedded(int major, Likeness likeness) {
    Path folder;
    try {
      folder = Files.createTempDirectory("ebb-shadow-");
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          "cannot make a folder for the shadow: " + e.getMessage(),
          "make room in " + System.getProperty("java.io.tmpdir") + ", or set TMPDIR",
          e);
    }
    EmbeddedPostgres server =
        EmbeddedPostgres.open(
            EmbeddedOptions.in(folder)
                .major(major)
                .lifetime(Lifetime.TIED_AND_REMOVED)
                .durability(Durability.FAST)
                .with("max_locks_per_transaction", "1024"));
    try {
      return new Ground(populated(server, likeness), server, folder);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  // Scripts name roles, and what they create belongs to the role that runs them.
  private static ConnectionSettings populated(EmbeddedPostgres server, Likeness likeness) {
    ConnectionSettings settings =
        ConnectionSettings.of(
            server.host(), server.port(), server.user(), server.password(), "postgres");
    try (Session session = new Connector(settings, APPLICATION).open()) {
      String roles =
          likeness.roles().stream()
              .filter(role -> !role.equals(server.user()) && !role.equals(likeness.user()))
              .map(role -> "CREATE ROLE " + Quote.identifier(role) + ";")
              .collect(Collectors.joining());
      if (!roles.isEmpty()) {
        session.execute(roles);
      }
      if (likeness.user().equals(server.user())) {
        return settings;
      }
      session.execute(
          "CREATE ROLE %s SUPERUSER LOGIN PASSWORD %s"
              .formatted(Quote.identifier(likeness.user()), Quote.literal(server.password())));
    }
    return ConnectionSettings.of(
        server.host(), server.port(), likeness.user(), server.password(), "postgres");
  }

  /** Whether it is a server of our own. */
  boolean ours() {
    return server != null;
  }

  Session connect() {
    return new Connector(admin, APPLICATION).open();
  }

  /** How to connect to a scratch database. */
  Connector to(String database) {
    return new Connector(admin.withDatabase(database), APPLICATION);
  }

  /** Whether there is such a database. */
  boolean has(String database) {
    try (Session session = connect()) {
      return session
          .queryFirst(
              "SELECT 1 AS one FROM pg_catalog.pg_database WHERE datname = ?",
              row -> row.int32("one"),
              database)
          .isPresent();
    }
  }

  /** Drops a scratch database, whoever is connected to it; all is well if it is gone. */
  void drop(String database) {
    try (Session session = connect()) {
      if (session.facts().major() >= 13) {
        session.execute("DROP DATABASE IF EXISTS " + Quote.identifier(database) + " WITH (FORCE)");
        return;
      }
      session.execute("ALTER DATABASE " + Quote.identifier(database) + " CONNECTION LIMIT 0");
      session.query(
          "SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity WHERE datname = ?",
          row -> row.bool("ended"),
          database);
      session.execute("DROP DATABASE IF EXISTS " + Quote.identifier(database));
    } catch (SqlFailure e) {
      throw Fault.of(
          FaultCode.SERVER,
          "the scratch database " + database + " could not be dropped: " + e.serverMessage(),
          "the next shadow on that server removes it; or run: DROP DATABASE "
              + Quote.identifier(database),
          e);
    }
  }

  /** Ends a server of our own, with all that is in it. */
  @Override
  public void close() {
    if (server == null || folder == null) {
      return;
    }
    server.close();
    try {
      Files.deleteIfExists(folder);
    } catch (IOException _) {
      // an empty folder among temporary files
    }
  }
}
