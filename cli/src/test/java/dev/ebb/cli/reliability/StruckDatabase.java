package dev.ebb.cli.reliability;

import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A database that processes copy and replace which are killed at random moments of their lives. */
abstract class StruckDatabase {
  static final long SEED = Long.getLong("ebb.seed", System.nanoTime());
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;
  final TestDatabase database = TestPostgres.shared().newDatabase();
  private final Random random = new Random(SEED);

  @AfterEach
  void drop() {
    removeOthers();
    database.close();
  }

  /** Removes whatever was made beside it. */
  void removeOthers() {
    try (TestDatabase all = TestPostgres.shared().database("postgres")) {
      for (String name : others("%")) {
        all.execute("DROP DATABASE \"" + name + "\" WITH (FORCE)");
      }
    }
  }

  /** What was made beside it, or is being made, in the order of names. */
  List<String> others(String like) {
    try (TestDatabase all = TestPostgres.shared().database("postgres")) {
      return all.query(
          "SELECT datname FROM pg_database WHERE (datname LIKE '%s\\_%%' OR datname LIKE 'ebb\\_making\\_%%') AND datname LIKE '%s' ORDER BY 1"
              .formatted(database.name(), like));
    }
  }

  /** What is there, and the catalog with it: by this one state is told from another. */
  String state() {
    String state = database.catalogAndData();
    database.leave();
    return state;
  }

  /** A project with one table, and so many rows in it. */
  EbbCommand project(int rows) {
    EbbCommand ebb =
        Scripts.of("CREATE TABLE a (id int PRIMARY KEY, v text);", "DROP TABLE a;")
            .then("ALTER TABLE a ADD w int;", "ALTER TABLE a DROP w;")
            .in(folder)
            .on(database);
    ebb.run(0, "up");
    database.execute(
        "INSERT INTO a SELECT i, repeat('x', 500) FROM generate_series(1, " + rows + ") i");
    database.leave();
    return ebb;
  }

  /** Kills it at a random moment of so many milliseconds, and waits until the server noticed. */
  void strike(EbbCommand ebb, long millis, String... words) {
    try (EbbProcess run = ebb.start(words)) {
      EbbProcess.pause(random.nextLong(millis));
      run.kill();
    }
    awaitQuiet();
    database.leave();
  }

  /** Runs it to its end; tells in how many milliseconds, and a share more. */
  static long usual(int percent, EbbCommand ebb, String... words) {
    long begun = System.nanoTime();
    ebb.run(0, words);
    return (System.nanoTime() - begun) / 1_000_000 * percent / 100;
  }

  /** What the dead process had begun on the server ends there a moment later. */
  private static void awaitQuiet() {
    try (TestDatabase all = TestPostgres.shared().database("postgres")) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!all.query(
                  "SELECT 1 FROM pg_stat_activity WHERE application_name IN ('ebb', 'ebb-snapshot')")
              .isEmpty()
          && System.nanoTime() < deadline) {
        EbbProcess.pause(5);
      }
    }
  }
}
