package dev.ebb.cli.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A project with two databases and three releases. On the way down from the newest to the oldest
 * data move in both databases at the one between, schemas go before and after, and things are
 * dropped that hold rows. A branch left before the oldest release and was merged in the newest.
 */
final class TravelProject {
  static final String OLDEST = "v1.0.0";
  static final String NEWEST = "v1.2.0";

  /** Rows that the oldest release has, in each database. */
  static final String ROWS =
      "INSERT INTO %s (id, name) SELECT i, 'Given' || i || ' Family' || i FROM generate_series(1, 2500) i";

  private final Path folder;

  private TravelProject(Path folder) {
    this.folder = folder;
  }

  static Path write(Path folder) {
    TravelProject project = new TravelProject(folder);
    project.tables("frontend", "people");
    project.tables("codeintel", "uploads");
    project.migration(
        "frontend",
        4,
        "1",
        "CREATE TABLE strays (id int); INSERT INTO strays VALUES (4)",
        "DROP TABLE strays");
    project.migration(
        "frontend",
        7,
        "4, 6",
        "CREATE INDEX CONCURRENTLY people_first ON people (first)",
        "DROP INDEX people_first");
    project.moves(17, "frontend", "people");
    project.moves(18, "codeintel", "uploads");
    project.file("releases/" + OLDEST + ".txt", "frontend 2\ncodeintel 2\n");
    project.file("releases/v1.1.0.txt", "frontend 3\ncodeintel 3\n");
    project.file("releases/" + NEWEST + ".txt", "frontend 7\ncodeintel 6\n");
    project.file(".ebb/here", "what releases give is kept in this folder");
    return folder;
  }

  private void tables(String schema, String table) {
    migration(
        schema,
        1,
        "",
        "CREATE TABLE " + table + " (id int PRIMARY KEY, name text)",
        "DROP TABLE " + table);
    migration(
        schema,
        2,
        "1",
        "CREATE INDEX %s_name ON %1$s (name)".formatted(table),
        "DROP INDEX " + table + "_name");
    migration(
        schema,
        3,
        "2",
        "ALTER TABLE %s ADD first text, ADD last text, ADD done bool NOT NULL DEFAULT false, ADD times int NOT NULL DEFAULT 0"
            .formatted(table),
        "ALTER TABLE %s DROP times, DROP done, DROP last, DROP first".formatted(table));
    migration(
        schema,
        5,
        "3",
        "CREATE TABLE notes (id int PRIMARY KEY, note text); INSERT INTO notes SELECT i, 'note ' || i FROM generate_series(1, 300) i",
        "DROP TABLE notes");
    migration(
        schema, 6, "5", "CREATE VIEW firsts AS SELECT id, first FROM " + table, "DROP VIEW firsts");
  }

  // Not idempotent on purpose: a row that is moved twice, or by half, shows in times.
  private void moves(int id, String schema, String table) {
    file(
        "out-of-band/" + id + "_names/metadata.yaml",
        """
        id: %d
        schema: %s
        component: c
        description: two names
        introduced: v1.1
        deprecated: v1.2
        table: %s
        key: id
        up:
          predicate: NOT done
          set: done = true, times = times + 1, first = split_part(name, ' ', 1), last = split_part(name, ' ', 2), name = NULL
        down:
          predicate: done
          set: done = false, times = times - 1, name = first || ' ' || last, first = NULL, last = NULL
        batch: {first_size: 20, largest_size: 60, target: 5ms, rest: 50}
        """
            .formatted(id, schema, table));
  }

  private void migration(String schema, int id, String parents, String up, String down) {
    String home = "migrations/" + schema + "/" + id + "_m/";
    boolean concurrently = up.contains("CONCURRENTLY");
    file(
        home + "metadata.yaml",
        "name: m"
            + id
            + "\nparents: ["
            + parents
            + "]\n"
            + (concurrently ? "createIndexConcurrently: true\n" : ""));
    file(home + "up.sql", up + ";\n");
    file(home + "down.sql", down + ";\n");
  }

  private void file(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
