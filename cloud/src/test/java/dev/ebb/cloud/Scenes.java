package dev.ebb.cloud;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.graph.SchemaName;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.swap.Site;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** What providers are given in tests. */
public final class Scenes {
  private Scenes() {}

  /** On that database. */
  public static Scene of(
      TestDatabase database,
      Clock clock,
      Path notes,
      Map<String, String> settings,
      Map<String, String> environment) {
    ConnectionSettings connection =
        ConnectionSettings.of(
            database.host(),
            database.port(),
            database.user(),
            database.password(),
            database.name());
    Site site =
        new Site(
            new Connector(connection, "ebb"),
            new SchemaName("app"),
            List.of(new Site.Tenant(new SchemaName("app"), "schema_migrations")),
            clock);
    return new Scene(site, "app", settings, environment, notes);
  }
}
