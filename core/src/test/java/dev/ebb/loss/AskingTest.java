package dev.ebb.loss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.db.Session;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A question without an answer is not the end of the report. */
@ExtendWith(LeakCheck.class)
class AskingTest {
  private final TestDatabase database = TestPostgres.shared().newDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void whatCouldNotBeAskedAboutAllAtOnceIsAskedOneByOne() throws Exception {
    database.execute("CREATE TABLE t (a int, b int, c int, d int, e int, f int, g int, h int)");
    database.execute("INSERT INTO t VALUES (1, 2, 3, 4, 5, 6, 7, 8)");
    String[] drops =
        "abcdefgh".chars().mapToObj(c -> "ALTER TABLE t DROP " + (char) c).toArray(String[]::new);
    LossRig rig = new LossRig(database);
    try (Session holder = rig.session()) {
      holder.execute("BEGIN; LOCK TABLE pg_catalog.pg_depend IN ACCESS EXCLUSIVE MODE");
      Thread release =
          Thread.ofPlatform()
              .start(() -> {
                awaitSomebodyWhoWaits(holder);
                // longer than a question waits for a lock, and shorter than two
                LockSupport.parkNanos(Duration.ofMillis(750).toNanos());
                holder.execute("COMMIT");
              });
      assertThat(LossRig.lines(rig.report(LossRig.SMALL, drops)))
          .hasSize(8)
          .allMatch(line -> line.matches("column public\\.t\\.[a-h]: 1/1"));
      release.join();
    }
  }

  private static void awaitSomebodyWhoWaits(Session session) {
    String asked =
        "SELECT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE NOT granted AND database ="
            + " (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())) AS w";
    while (!session.queryOne(asked, row -> row.bool("w"))) {
      Thread.onSpinWait();
    }
  }
}
