package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whenever a process is killed that copies or replaces a database, one whole state serves. */
class BranchCrashTest {
  private static final int KILLS = Integer.getInteger("ebb.branch.kills", 50);
  private static final long SEED = Long.getLong("ebb.seed", System.nanoTime());
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final TestDatabase database = TestPostgres.shared().newDatabase();
  private final Random random = new Random(SEED);

  @AfterEach
  void drop() {
    for (String name : others("%")) {
      sql("DROP DATABASE \"" + name + "\" WITH (FORCE)");
    }
    database.close();
  }

  private List<String> others(String like) {
    try (TestDatabase all = TestPostgres.shared().database("postgres")) {
      return all.query(
          "SELECT datname FROM pg_database WHERE (datname LIKE '%s\\_%%' OR datname LIKE 'ebb\\_making\\_%%') AND datname LIKE '%s' ORDER BY 1"
              .formatted(database.name(), like));
    }
  }

  private static void sql(String sql) {
    try (TestDatabase all = TestPostgres.shared().database("postgres")) {
      all.execute(sql);
    }
  }

  /** What is there, and the catalog with it: by this one state is told from another. */
  private String state() {
    String state = database.catalogAndData();
    database.leave();
    return state;
  }

  private EbbCommand project() {
    EbbCommand ebb =
        Scripts.of("CREATE TABLE a (id int PRIMARY KEY, v text);", "DROP TABLE a;")
            .then("ALTER TABLE a ADD w int;", "ALTER TABLE a DROP w;")
            .in(folder)
            .on(database);
    ebb.run(0, "up");
    database.execute("INSERT INTO a SELECT i, repeat('x', 500) FROM generate_series(1, 20000) i");
    database.leave();
    return ebb;
  }

  /** Kills it at a random moment of its life. */
  private void strike(EbbCommand ebb, long millis, String... words) {
    try (EbbProcess run = ebb.start(words)) {
      EbbProcess.pause(random.nextLong(millis));
      run.kill();
    }
    database.leave();
  }

  private static long time(EbbCommand ebb, String... words) {
    long begun = System.nanoTime();
    ebb.run(0, words);
    return (System.nanoTime() - begun) / 1_000_000;
  }

  @Test
  @Tag("proof")
  void eitherTheOldStateServesOrTheBranchIsCompletelyInItsPlace() {
    EbbCommand ebb = project();
    String then = state();
    ebb.run(0, "branch", "create", "b0");
    database.execute("INSERT INTO a VALUES (-1, 'later')");
    String later = state();
    long usual = time(ebb, "branch", "promote", "b0", "--yes") * 12 / 10;
    assertThat(state()).isEqualTo(then);
    int replaced = 0;
    for (int i = 0; i < KILLS; i++) {
      String branch = others("%").getLast().substring(database.name().length() + 1);
      String name = branch.startsWith("branch_") ? branch.substring(7) : branch;
      String before = state();
      strike(ebb, usual, "branch", "promote", name, "--yes");
      String after = state();
      assertThat(after).as("seed %d, strike %d", SEED, i).isIn(then, later);
      replaced += after.equals(before) ? 0 : 1;
      assertThat(others("%")).as("seed %d, strike %d", SEED, i).hasSize(1);
      ebb.run(0, "status");
      awaitQuiet();
    }
    assertThat(replaced).as("strikes that came too late, of " + KILLS).isBetween(0, KILLS);
    ebb.run(0, "branch", "list");
  }

  @Test
  @Tag("proof")
  void aCopyThatIsInterruptedLeavesTheDatabaseOpenAndNoLitter() {
    EbbCommand ebb = project();
    String state = state();
    long usual = time(ebb, "branch", "create", "b0") * 12 / 10;
    for (int i = 0; i < KILLS; i++) {
      strike(ebb, usual, "branch", "create", "k" + i);
      assertThat(state()).as("seed %d, strike %d", SEED, i).isEqualTo(state);
      awaitQuiet();
    }
    ebb.run(0, "branch", "create", "last");
    assertThat(others("ebb\\_making%")).isEmpty();
    for (String branch : others("%\\_branch\\_%")) {
      try (TestDatabase copy = TestPostgres.shared().database(branch)) {
        assertThat(copy.catalogAndData()).as(branch).isEqualTo(state);
      }
    }
  }

  /** What the dead process had begun on the server ends there a moment later. */
  private static void awaitQuiet() {
    try (TestDatabase all = TestPostgres.shared().database("postgres")) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!all.query("SELECT 1 FROM pg_stat_activity WHERE application_name = 'ebb'").isEmpty()
          && System.nanoTime() < deadline) {
        EbbProcess.pause(5);
      }
    }
  }
}
