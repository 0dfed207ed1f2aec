package dev.ebb.cli;

import dev.ebb.fixture.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A project that a test writes, in the layout with a folder for each migration.
 *
 * @param folder where it is
 */
record SampleProject(Path folder) {

  /** Adds a migration; {@code flags} are more lines for its metadata. */
  SampleProject migration(
      String schema, long id, String parents, List<String> sql, String... flags) {
    try {
      Path home = folder.resolve("migrations/" + schema + "/" + id + "_m" + id);
      Files.createDirectories(home);
      Files.writeString(home.resolve("up.sql"), sql.getFirst());
      Files.writeString(home.resolve("down.sql"), sql.getLast());
      Files.writeString(
          home.resolve("metadata.yaml"),
          "name: m" + id + "\nparents: [" + parents + "]\n" + String.join("\n", flags) + "\n");
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Three tables in a chain: 1, 2, 3. */
  SampleProject chain(String schema) {
    return table(schema, 1, "").table(schema, 2, "1").table(schema, 3, "2");
  }

  /** A migration that makes a table of its name. */
  SampleProject table(String schema, long id, String parents) {
    return migration(
        schema,
        id,
        parents,
        List.of(
            "CREATE TABLE " + schema + "_t" + id + " (id int);",
            "DROP TABLE " + schema + "_t" + id + ";"));
  }

  /** Its command line, with the database of its unprefixed schema. */
  InProcess on(TestDatabase database) {
    return new InProcess(folder, connection("", database));
  }

  /** The variables that lead to a database. */
  static Map<String, String> connection(String prefix, TestDatabase database) {
    Map<String, String> environment = new HashMap<>();
    environment.put(prefix + "PGHOST", database.host());
    environment.put(prefix + "PGPORT", Integer.toString(database.port()));
    environment.put(prefix + "PGUSER", database.user());
    environment.put(prefix + "PGPASSWORD", database.password());
    environment.put(prefix + "PGDATABASE", database.name());
    environment.put(prefix + "PGSSLMODE", "disable");
    return environment;
  }
}
