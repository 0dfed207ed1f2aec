package dev.ebb.cli.invocation;

import dev.ebb.Connections;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.embedded.EmbeddedOptions;
import dev.ebb.embedded.EmbeddedPostgres;
import dev.ebb.source.SchemaConfig;
import dev.ebb.sql.Quote;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a PostgreSQL of our own that is kept between calls; each schema has a database of its
 * name there, made when it is first needed.
 */
final class EmbeddedConnections implements Connections {
  private final Path folder;
  private final Set<String> present = new HashSet<>();
  private @Nullable EmbeddedPostgres server;

  EmbeddedConnections(Path folder) {
    this.folder = folder;
  }

  @Override
  public Connector connector(SchemaConfig schema) {
    if (server == null) {
      server = EmbeddedPostgres.open(EmbeddedOptions.in(folder));
    }
    ConnectionSettings postgres =
        ConnectionSettings.of(
            server.host(), server.port(), server.user(), server.password(), "postgres");
    String database = schema.name().value();
    if (present.add(database)) {
      create(postgres, database);
    }
    return new Connector(postgres.withDatabase(database), "ebb");
  }

  // Two Ebbs may be here at once, and CREATE DATABASE has no IF NOT EXISTS.
  private static void create(ConnectionSettings postgres, String database) {
    try (Session session = new Connector(postgres, "ebb").open()) {
      session.execute("SELECT pg_advisory_lock(1162170947)");
      List<Integer> found =
          session.query(
              "SELECT 1 AS one FROM pg_database WHERE datname = " + Quote.literal(database),
              row -> row.int32("one"));
      if (found.isEmpty()) {
        session.execute("CREATE DATABASE " + Quote.identifier(database));
      }
    }
  }
}
