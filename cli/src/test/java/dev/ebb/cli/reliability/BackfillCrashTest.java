package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers are processes that are killed at any moment: each row is done once, whatever happens. */
@ExtendWith(LeakCheck.class)
final class BackfillCrashTest {
  private static final int ROWS = 20_000;

  // Not idempotent on purpose: a row that is done twice, or half, shows in n.
  private static final String COUNTING =
      """
      id: 17
      schema: shop
      component: c
      description: count
      introduced: v4.3
      table: t
      key: id
      up: {predicate: NOT done, set: 'done = true, n = n + 1'}
      down: {predicate: done, set: 'done = false, n = n - 1'}
      batch: {first_size: 20, target: 5ms, rest: 100}
      """;

  @TempDir private Path folder;

  private final long seed = Long.getLong("ebb.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void processesThatAreKilledLoseAndRepeatNothing() throws IOException {
    killed(8);
  }

  @Test
  @Tag("proof")
  void processesThatAreKilledOverAndOverLoseAndRepeatNothing() throws IOException {
    killed(200);
  }

  private void killed(int kills) throws IOException {
    EbbCommand command = Scripts.of("CREATE TABLE a ();", "DROP TABLE a;").in(folder);
    Path home = folder.resolve("out-of-band/17_count");
    Files.createDirectories(home);
    Files.writeString(home.resolve("metadata.yaml"), COUNTING);
    try (TestDatabase database = TestPostgres.shared().newDatabase()) {
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0, done bool NOT NULL DEFAULT false);"
              + "INSERT INTO t (id) SELECT i FROM generate_series(1, "
              + ROWS
              + ") i");
      EbbCommand ebb = command.on(database);
      int done = 0;
      boolean up = true;
      for (int left = kills; left > 0; up = !up) {
        int now = Math.min(left, 3 + random.nextInt(4));
        left -= now;
        done += oneWay(ebb, up, now);
        assertThat(database.value("SELECT count(*) FILTER (WHERE done) || ' ' || sum(n) FROM t"))
            .as("seed %d, way %s, after %d kills", seed, up ? "up" : "back", done)
            .isEqualTo(up ? ROWS + " " + ROWS : "0 0");
        assertThat(database.value("SELECT count(*) FROM ebb_out_of_band.portion")).isEqualTo("0");
      }
    }
  }

  private int oneWay(EbbCommand ebb, boolean up, int kills) {
    List<EbbProcess> processes = new ArrayList<>();
    try {
      for (int i = 0; i < kills; i++) {
        while (processes.size() < 2) {
          processes.add(
              processes.isEmpty() ? ebb.start(run(up)) : ebb.start("out-of-band", "work"));
        }
        EbbProcess.pause(200 + random.nextInt(700));
        EbbProcess victim = processes.remove(random.nextInt(processes.size()));
        victim.kill();
        victim.close();
      }
      ebb.run(0, run(up));
      return kills;
    } finally {
      processes.forEach(EbbProcess::close);
    }
  }

  private static String[] run(boolean up) {
    return up
        ? new String[] {"run-out-of-band-migrations"}
        : new String[] {"run-out-of-band-migrations", "--apply-reverse", "--yes"};
  }
}
