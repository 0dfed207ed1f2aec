package dev.ebb.cli;

import dev.ebb.cli.invocation.Interruption;
import dev.ebb.cli.invocation.Surroundings;
import dev.ebb.cli.terminal.Screen;
import dev.ebb.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What the launcher runs once, in the background, to teach the JVM which classes a usual command
 * needs and which methods are worth compiling; nobody calls it by hand. It contacts nothing outside
 * of this process, and leaves nothing behind.
 */
final class Training {
  /** After so long it is done, whatever it is waiting for; then the JVM writes the cache. */
  private static final int PATIENCE_SECONDS = 20;

  private Training() {}

  /** Runs through the paths that every command takes. */
  public static void main(String[] args) throws IOException {
    Thread limit = new Thread(Training::giveUp, "ebb-training-limit");
    limit.setDaemon(true);
    limit.start();
    // what a start needs before the command line is read, without its effects
    Objects.requireNonNull(Signals.class.getDeclaredMethods());
    Objects.requireNonNull(System.getenv("PATH"));
    Path folder = Files.createTempDirectory("ebb-training");
    try (TrainingServer server = TrainingServer.start()) {
      layOut(folder.resolve("migrations/training"));
      call(folder, server, "--version");
      call(folder, server, "--help");
      call(folder, server, "up");
      call(folder, server, "up", "--db=training", "--project=" + folder);
      call(folder, server, "status");
      call(folder, server, "status", "--format=json");
      call(folder, server, "validate");
      call(folder, server, "up", "--no-such-option");
    } finally {
      remove(folder);
    }
  }

  private static void call(Path folder, TrainingServer server, String... words) {
    Terminal nobody =
        new Terminal(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            Screen.NONE);
    Map<String, String> environment =
        Map.of(
            "PGHOST", "127.0.0.1",
            "PGPORT", Integer.toString(server.port()),
            "PGUSER", "training",
            "PGDATABASE", "training",
            "HOME", folder.toString());
    Surroundings here = new Surroundings(environment, folder, nobody, Main.version());
    Main.run(here, Interruption.NONE, words);
  }

  // All of them applied already, as most starts find it; so many that reading them is worth
  // compiling.
  private static void layOut(Path schema) throws IOException {
    Files.createDirectories(schema);
    for (int i = TrainingServer.MIGRATIONS - 1; i >= 0; i--) {
      int id = TrainingServer.LAST - i;
      Files.writeString(
          schema.resolve(id + "_table.up.sql"),
          """
          -- a table, an index and some rows
          CREATE TABLE t%1$d (id bigserial PRIMARY KEY, "Name" text NOT NULL DEFAULT 'it''s');
          CREATE INDEX i%1$d ON t%1$d (lower("Name"));
          INSERT INTO t%1$d ("Name") SELECT 'row ' || g FROM generate_series(1, 20) g;
          """
              .formatted(id));
      Files.writeString(schema.resolve(id + "_table.down.sql"), "DROP TABLE t%d;\n".formatted(id));
    }
  }

  private static void giveUp() {
    try {
      Thread.sleep(PATIENCE_SECONDS * 1000L);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    System.exit(0);
  }

  private static void remove(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
