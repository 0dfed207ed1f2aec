package dev.ebb.cli.demo;

import dev.ebb.cli.checking.ThrowAway;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.embedded.Durability;
import dev.ebb.embedded.EmbeddedPostgres;
import dev.ebb.sql.Quote;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the demonstration takes place: a temporary folder and a server of its own, which ends with
 * this process however that ends. Closing removes both.
 */
final class Stage implements AutoCloseable {
  private final ThrowAway place;
  private final EmbeddedPostgres server;

  private Stage(ThrowAway place) {
    this.place = place;
    this.server = place.server();
  }

  /** Sets it up, after clearing away what killed demonstrations left behind. */
  static Stage open() {
    return new Stage(ThrowAway.open("ebb-demo-", Durability.FAST));
  }

  /** A folder on the stage. */
  Path folder(String name) {
    return place.folder().resolve(name);
  }

  /** "PostgreSQL 15.19 at 127.0.0.1:54321". */
  String title() {
    return "PostgreSQL " + server.version() + " at " + server.host() + ":" + server.port();
  }

  /** The environment that leads commands to the databases whose names begin so. */
  Map<String, String> environment(String prefix) {
    Map<String, String> environment = new TreeMap<>();
    for (Product.Part part : Product.PARTS) {
      environment.put(part.prefix() + "PGHOST", server.host());
      environment.put(part.prefix() + "PGPORT", String.valueOf(server.port()));
      environment.put(part.prefix() + "PGUSER", server.user());
      environment.put(part.prefix() + "PGPASSWORD", server.password());
      environment.put(part.prefix() + "PGDATABASE", prefix + part.schema());
      environment.put(part.prefix() + "PGSSLMODE", "disable");
    }
    return environment;
  }

  /** Makes empty databases, one for each schema. */
  void createDatabases(String prefix) {
    try (Session session = connector("postgres").open()) {
      for (Product.Part part : Product.PARTS) {
        session.execute("CREATE DATABASE " + Quote.identifier(prefix + part.schema()));
      }
    }
  }

  /** How to get into one of the databases. */
  Connector connector(String database) {
    ConnectionSettings settings =
        ConnectionSettings.of(
            server.host(), server.port(), server.user(), server.password(), database);
    return new Connector(settings, "ebb-demo");
  }

  @Override
  public void close() {
    place.close();
  }
}
