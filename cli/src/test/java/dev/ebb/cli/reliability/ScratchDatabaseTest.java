package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** However a process ends that made a scratch database, the database does not stay. */
@ExtendWith(LeakCheck.class)
class ScratchDatabaseTest {
  /** Holds up a replay, and nothing else. */
  private static final String HANGS_ON_A_SHADOW =
      "SELECT pg_sleep(60) WHERE current_database() LIKE 'ebb_shadow%';";

  @TempDir Path folder;
  private final TestDatabase database = TestPostgres.shared().newDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  private EbbCommand ebb() {
    return Scripts.of("CREATE TABLE a ();", "DROP TABLE a;")
        .then(HANGS_ON_A_SHADOW, "SELECT 1;")
        .in(folder)
        .on(database)
        .with("HOME", folder.toString());
  }

  private List<String> scratches() {
    return database.query("SELECT datname FROM pg_database WHERE datname LIKE 'ebb\\_shadow\\_%'");
  }

  private List<String> sessions() {
    return database.query("SELECT pid FROM pg_stat_activity WHERE datname LIKE 'ebb\\_shadow\\_%'");
  }

  private EbbProcess hanging(EbbCommand ebb) {
    EbbProcess run = ebb.start("drift", "--shadow=target");
    assertThat(
            run.awaitWhileRunning(() ->
                !database
                    .query(
                        "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'"
                            + " AND state = 'active'")
                    .isEmpty()))
        .as(run.toString())
        .isTrue();
    return run;
  }

  @Test
  void whoeverIsInterruptedRemovesItFirst() {
    EbbCommand ebb = ebb();
    ebb.run(0, "up");
    try (EbbProcess run = hanging(ebb)) {
      run.signal("INT");
      assertThat(run.await(Duration.ofSeconds(20))).as(run.toString()).isEqualTo(1);
      assertThat(run.err()).contains("stopped as asked");
    }
    assertThat(scratches()).isEmpty();
  }

  @Test
  void whatAKilledProcessLeavesIsRemovedByTheNextOne() {
    EbbCommand ebb = ebb();
    ebb.run(0, "up");
    try (EbbProcess run = hanging(ebb)) {
      run.kill();
    }
    assertThat(scratches()).hasSize(1);
    String left = scratches().getFirst();
    for (int i = 0; i < 800 && !sessions().isEmpty(); i++) {
      EbbProcess.pause(20);
    }
    assertThat(sessions()).isEmpty();
    try (EbbProcess run = hanging(ebb)) {
      assertThat(scratches()).hasSize(1).doesNotContain(left);
      run.signal("TERM");
      run.await(Duration.ofSeconds(20));
    }
    assertThat(scratches()).isEmpty();
  }
}
