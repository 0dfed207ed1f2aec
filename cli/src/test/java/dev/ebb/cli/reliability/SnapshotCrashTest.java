package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whenever a dump or a restore is killed, one whole state serves, and no half dump has a name. */
class SnapshotCrashTest {
  private static final int KILLS = Integer.getInteger("ebb.snapshot.kills", 50);
  private static final long SEED = Long.getLong("ebb.seed", System.nanoTime());
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final TestDatabase database = TestPostgres.shared().newDatabase();
  private final Random random = new Random(SEED);

  @AfterEach
  void drop() {
    removeReplaced();
    database.close();
  }

  private void removeReplaced() {
    try (TestDatabase all = TestPostgres.shared().database("postgres")) {
      for (String name :
          all.query(
              "SELECT datname FROM pg_database WHERE datname LIKE '" + database.name() + "\\_%'")) {
        all.execute("DROP DATABASE \"" + name + "\" WITH (FORCE)");
      }
    }
  }

  private String state() {
    String state = database.catalogAndData();
    database.leave();
    return state;
  }

  private void strike(EbbCommand ebb, long millis, String... words) {
    try (EbbProcess run = ebb.start(words)) {
      EbbProcess.pause(random.nextLong(millis));
      run.kill();
    }
    awaitQuiet();
    database.leave();
  }

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

  private List<String> named() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(".ebb/snapshots"))) {
      return files.map(f -> f.getFileName().toString()).filter(f -> !f.startsWith(".")).toList();
    }
  }

  private List<String> making() {
    try (TestDatabase all = TestPostgres.shared().database("postgres")) {
      return all.query("SELECT datname FROM pg_database WHERE datname LIKE 'ebb\\_making\\_%'");
    }
  }

  @Test
  @Tag("proof")
  void aWholeStateServesAndWhatHasANameIsWhole() throws IOException {
    EbbCommand ebb =
        Scripts.of("CREATE TABLE a (id int PRIMARY KEY, v text);", "DROP TABLE a;")
            .in(folder)
            .on(database);
    ebb.run(0, "up");
    database.execute("INSERT INTO a SELECT i, repeat('x', 500) FROM generate_series(1, 5000) i");
    String then = state();
    long begun = System.nanoTime();
    ebb.run(0, "snapshot", "create", "s0");
    long dump = (System.nanoTime() - begun) / 1_000_000 * 12 / 10;
    database.execute("INSERT INTO a VALUES (-1, 'later')");
    String later = state();
    begun = System.nanoTime();
    ebb.run(0, "snapshot", "verify", "s0");
    long restore = (System.nanoTime() - begun) / 1_000_000 * 13 / 10;
    for (int i = 0; i < KILLS; i++) {
      if (i % 2 == 0) {
        strike(ebb, dump, "snapshot", "create", "k" + i);
        assertThat(state()).as("seed %d, strike %d", SEED, i).isIn(then, later);
      } else {
        strike(ebb, restore, "snapshot", "restore", "s0", "--yes");
        assertThat(state()).as("seed %d, strike %d", SEED, i).isIn(then, later);
        removeReplaced();
      }
    }
    for (String name : named()) {
      ebb.run(0, "snapshot", "verify", name);
    }
    ebb.run(0, "snapshot", "create", "last");
    assertThat(making()).isEmpty();
    try (Stream<Path> files = Files.list(folder.resolve(".ebb/snapshots"))) {
      assertThat(files.filter(f -> f.getFileName().toString().startsWith("."))).isEmpty();
    }
  }
}
