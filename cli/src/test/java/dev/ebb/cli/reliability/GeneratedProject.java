package dev.ebb.cli.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A project that was made up from a seed, on disk: every migration has an exact inverse and counts
 * in a table how often it ran, so that one that ran twice shows.
 *
 * @param folder the folder of the project; its one schema is {@code shop}
 * @param migrations in an order in which they can be applied; the first one makes what all others
 *     stand on
 */
record GeneratedProject(Path folder, List<GeneratedMigration> migrations) {
  static final String SCHEMA = "shop";
  static final String VERSION_TABLE = "shop_schema_migrations";

  /** How it is written to disk, and with that what it may contain. */
  enum Layout {
    /** Folders: branches and merges; a concurrent index build stands alone in its script. */
    FOLDERS,
    /** Pairs of files: a line; any mixture of statements in a script, in both directions. */
    PAIRS
  }

  GeneratedProject {
    migrations = List.copyOf(migrations);
  }

  /** Writes a project of that many migrations. */
  static GeneratedProject generate(Path folder, Layout layout, int size, long seed) {
    List<GeneratedMigration> migrations = new Generator(layout, new Random(seed)).generate(size);
    return write(folder, layout, migrations);
  }

  /** A few migrations of every kind, to train a cache with. */
  static GeneratedProject small(Path folder) {
    return generate(folder, Layout.PAIRS, 25, 1);
  }

  static GeneratedProject write(Path folder, Layout layout, List<GeneratedMigration> migrations) {
    try {
      Path schema = Files.createDirectories(folder.resolve("migrations").resolve(SCHEMA));
      for (GeneratedMigration migration : migrations) {
        switch (layout) {
          case FOLDERS -> folder(schema, migration);
          case PAIRS -> pair(schema, migration);
        }
      }
      return new GeneratedProject(folder, migrations);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void folder(Path schema, GeneratedMigration migration) throws IOException {
    Path home = Files.createDirectory(schema.resolve(migration.id() + "_" + migration.name()));
    Files.writeString(home.resolve("up.sql"), migration.up());
    Files.writeString(home.resolve("down.sql"), migration.down());
    String parents =
        migration.parents().stream().map(String::valueOf).collect(Collectors.joining(", "));
    Files.writeString(
        home.resolve("metadata.yaml"),
        "name: "
            + migration.name()
            + "\nparents: ["
            + parents
            + "]\n"
            + (migration.buildsConcurrently() ? "createIndexConcurrently: true\n" : ""));
  }

  private static void pair(Path schema, GeneratedMigration migration) throws IOException {
    String stem = migration.id() + "_" + migration.name();
    Files.writeString(schema.resolve(stem + ".up.sql"), migration.up());
    Files.writeString(schema.resolve(stem + ".down.sql"), migration.down());
  }

  GeneratedMigration first() {
    return migrations.getFirst();
  }

  int size() {
    return migrations.size();
  }

  /** How many cannot be one transaction, up or down. */
  long outsideTransactions() {
    return migrations.stream().filter(m -> (m.up() + m.down()).contains("CONCURRENTLY")).count();
  }
}
