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
import java.util.Map;
import java.util.Objects;

/**
 * What the launcher runs once, in the background, to teach the JVM which classes a usual command
 * needs; nobody calls it by hand. It contacts nothing outside of this process. Each class that it
 * loads, it or the JDK for it, is loaded at every start from then on, which costs up to 20
 * microseconds: so it does only what most starts do, and is plain itself.
 */
final class Training {
  /** After so long it is done, whatever it is waiting for; then the JVM writes the cache. */
  private static final int PATIENCE_SECONDS = 20;

  private Training() {}

  /**
   * Runs through the paths that every command takes.
   *
   * @param args a folder to work in, which the caller takes away afterwards
   */
  public static void main(String[] args) throws IOException {
    Thread limit = new Thread(Training::giveUp, "ebb-training-limit");
    limit.setDaemon(true);
    limit.start();
    Main.settle();
    System.setProperty("ebb.build", "training");
    // what a start needs before the command line is read, without its effects
    Objects.requireNonNull(Signals.class.getDeclaredMethods());
    Objects.requireNonNull(System.getenv("PATH"));
    Path project = Path.of(args[0], "project").toAbsolutePath();
    layOut(project.resolve("migrations/training"));
    try (TrainingServer server = TrainingServer.start()) {
      call(project, server, "--version");
      call(project, server, "up");
      call(project, server, "up", "--db=training", "--project=" + project);
      call(project, server, "status");
    }
  }

  private static void call(Path project, TrainingServer server, String... words) {
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
            "HOME", project.toString());
    Surroundings here = new Surroundings(environment, project, nobody, Main.version());
    Main.run(here, Interruption.NONE, words);
  }

  // All of them applied already, as most starts find it.
  private static void layOut(Path schema) throws IOException {
    Files.createDirectories(schema);
    for (int i = TrainingServer.MIGRATIONS - 1; i >= 0; i--) {
      String file = (TrainingServer.LAST - i) + "_table";
      Files.writeString(
          schema.resolve(file + ".up.sql"),
          """
          -- a table, an index and some rows
          CREATE TABLE t (id bigserial PRIMARY KEY, "Name" text NOT NULL DEFAULT 'it''s');
          CREATE INDEX i ON t (lower("Name"));
          INSERT INTO t ("Name") SELECT 'row ' || g FROM generate_series(1, 20) g;
          """);
      Files.writeString(schema.resolve(file + ".down.sql"), "DROP TABLE t;\n");
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
}
