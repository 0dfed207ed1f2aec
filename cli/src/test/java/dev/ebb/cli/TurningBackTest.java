package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From release to release: what was interrupted goes on, or turns back. */
@ExtendWith(LeakCheck.class)
class TurningBackTest {
  private static final String[] DOWN = {
    "downgrade", "--from=v1.2.0", "--to=v1.0.0", "--yes", "--skip-drift-check", "--feasibility=warn"
  };

  @TempDir Path folder;
  private Journey journey = new Journey(Path.of(""));

  @BeforeEach
  void start() {
    journey = new Journey(folder);
  }

  @AfterEach
  void end() {
    journey.close();
  }

  private void withPartsAndInTheWay(String table) {
    journey.upTo("v1.2.0");
    journey.frontend().execute("INSERT INTO parts SELECT i, i FROM generate_series(1, 100) i");
    journey.frontend().execute("CREATE VIEW in_the_way AS SELECT * FROM " + table);
  }

  /** Nothing is in the way any more, and all that was come to is taken back. */
  private Result turnedBack() {
    journey.frontend().execute("DROP VIEW in_the_way");
    Result back = journey.travel("downgrade", "--turn-back");
    assertThat(back.status()).as(back.err()).isZero();
    return back;
  }

  @Test
  @Tag("proof")
  void fromAnywhereOnTheWayTheWayBackIsPlanned() {
    journey.threeReleases();
    journey.upTo("v1.2.0");
    journey.frontend().execute("CREATE VIEW in_the_way AS SELECT * FROM frontend_t3");
    assertThat(journey.travel(DOWN).status()).isEqualTo(3);
    Result back = turnedBack();
    assertThat(back.out()).contains("👉 Migrating to v1.2 (step 1 of 1)");
    assertThat(journey.frontend().query(Journey.TABLES)).hasSize(5);
    assertThat(journey.codeintel().query(Journey.TABLES)).hasSize(2);
    journey.frontend().execute("CREATE VIEW in_the_way AS SELECT * FROM frontend_t3");
    assertThat(journey.travel(DOWN).status()).isEqualTo(3);
    journey.frontend().execute("DROP VIEW in_the_way");
    Result forth = journey.travel("upgrade", "--from=v1.0.0", "--to=v1.2.0");
    assertThat(forth.status()).as(forth.err()).isZero();
    assertThat(journey.frontend().query(Journey.TABLES)).hasSize(5);
    assertThat(journey.travel("downgrade", "--turn-back").err()).contains("nothing is under way");
  }

  @Test
  void theWayBackLeavesDataAloneThatWasNotComeTo() throws IOException {
    journey.releasesThatDropWhatWasMoved();
    withPartsAndInTheWay("last");
    assertThat(journey.travel(DOWN).err()).contains("stopped in step 1 of 2");
    Result back = turnedBack();
    assertThat(back.out()).doesNotContain("out of band");
    assertThat(journey.frontend().value("SELECT sum(new) FROM parts")).isEqualTo("5050");
    assertThat(journey.frontend().query(Journey.TABLES)).hasSize(5);
  }

  @Test
  @Tag("proof")
  void theWayBackMovesDataBackThatWasComeTo() throws IOException {
    journey.releasesThatDropWhatWasMoved();
    withPartsAndInTheWay("frontend_t3");
    Result halted = journey.travel(DOWN);
    assertThat(halted.err()).contains("stopped in step 2 of 2");
    assertThat(journey.frontend().value("SELECT sum(old) FROM parts")).isEqualTo("5050");
    Result back = turnedBack();
    assertThat(back.out()).contains("Running out of band migrations [7]");
    assertThat(journey.frontend().value("SELECT sum(new) FROM parts")).isEqualTo("5050");
    assertThat(journey.frontend().query(Journey.TABLES)).hasSize(5);
  }

  @Test
  void aReleaseWithoutMigrationsOfItsOwnIsWrittenDownToo() {
    for (String version : List.of("v1.2.0", "v1.3.0")) {
      journey
          .release(version)
          .migration(
              "frontend",
              1,
              "",
              List.of(
                  "CREATE TABLE versions (service text PRIMARY KEY, version text NOT NULL);",
                  "DROP TABLE versions;"));
    }
    journey.upTo("v1.2.0");
    journey.frontend().execute("INSERT INTO versions VALUES ('frontend', '1.2.0')");
    String[] up = {"upgrade", "--from=v1.2.0", "--to=v1.3.0"};
    Result first = journey.travel(up);
    assertThat(first.status()).as(first.err()).isZero();
    assertThat(journey.frontend().value("SELECT version FROM versions")).isEqualTo("1.3.0");
    assertThat(journey.travel(up).err()).contains("everything was at v1.3.0 already");
  }

  @Test
  @Tag("proof")
  void twoAtOnceEndWithOneDone() throws InterruptedException {
    journey.threeReleases();
    journey.upTo("v1.2.0");
    List<Result> results = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Thread thread =
          Thread.ofPlatform()
              .start(() -> {
                Result result =
                    journey.travel(
                        "downgrade", "--from=v1.2.0", "--to=v1.0.0", "--yes", "--skip-drift-check");
                synchronized (results) {
                  results.add(result);
                }
              });
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(results).hasSize(2).allSatisfy(r -> assertThat(r.status()).as(r.err()).isIn(0, 6));
    assertThat(results).anyMatch(r -> r.status() == 0);
    assertThat(journey.frontend().query(Journey.TABLES)).hasSize(2);
    assertThat(journey.frontend().value("SELECT count(*) FROM migration_logs WHERE NOT up"))
        .isEqualTo("3");
  }
}
