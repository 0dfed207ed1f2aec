package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who stands in a migration's way is ended only by leave, and a queue behind it only so long. */
@ExtendWith(LeakCheck.class)
class OnBlockTest {
  @TempDir Path folder;
  private final TestDatabase database = TestPostgres.shared().newDatabase();
  private InProcess ebb = InProcess.in(Path.of(""));

  @BeforeEach
  void start() {
    database.execute("CREATE TABLE t (id int)");
    ebb =
        new SampleProject(folder)
            .migration(
                "frontend", 1, "", List.of("ALTER TABLE t ADD c int;", "ALTER TABLE t DROP c;"))
            .on(database);
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private static void run(Connection connection, String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException _) {
      // ended by Ebb, as is the point of some tests
    }
  }

  private Result up(String... more) {
    List<String> words = new ArrayList<>(List.of("up", "--lock-retries=1", "--disable-animation"));
    words.addAll(List.of(more));
    return ebb.call(words.toArray(String[]::new));
  }

  @Test
  void whoHoldsLocksAndDoesNothingIsEndedByLeaveOnly() throws SQLException {
    try (Connection idle = database.connect()) {
      idle.setAutoCommit(false);
      run(idle, "LOCK TABLE t IN ACCESS SHARE MODE");
      Result polite = up("--lock-retries=0");
      assertThat(polite.status()).as(polite.err()).isEqualTo(1);
      assertThat(polite.err()).contains("idle in transaction");
      assertThat(idle.isValid(1)).isTrue();
      Result ended = up("--on-block=cancel-idle-in-transaction");
      assertThat(ended.status()).as(ended.err()).isZero();
      assertThat(ended.err()).contains("ended the session of pid", "idle in transaction");
      assertThat(database.query("SELECT body FROM ebb_audit.entry ORDER BY number").getLast())
          .contains("ended the session of pid");
    }
  }

  @Test
  @Tag("proof")
  void whoWorksIsCancelledOnlyByThePolicyThatSaysSo() throws Exception {
    try (Connection busy = database.connect()) {
      busy.setAutoCommit(false);
      run(busy, "LOCK TABLE t IN ACCESS SHARE MODE");
      Thread working = Thread.ofPlatform().start(() -> run(busy, "SELECT pg_sleep(60)"));
      Result spared = up("--on-block=cancel-idle-in-transaction", "--lock-retries=0");
      assertThat(spared.status()).as(spared.err()).isEqualTo(1);
      Result ended = up("--on-block=cancel");
      assertThat(ended.status()).as(ended.err()).isZero();
      working.join();
    }
    assertThat(up("--on-block=kill").status()).isEqualTo(2);
  }

  @Test
  void itLetsGoWhenTooManyQueueBehindIt() throws Exception {
    try (Connection busy = database.connect();
        Connection first = database.connect();
        Connection second = database.connect()) {
      busy.setAutoCommit(false);
      run(busy, "LOCK TABLE t IN ACCESS SHARE MODE");
      List<Thread> readers = new ArrayList<>();
      Thread crowd =
          Thread.ofPlatform()
              .start(() -> {
                database.query("SELECT 1 FROM (SELECT pg_sleep(0.7)) x");
                for (Connection reader : List.of(first, second)) {
                  readers.add(
                      Thread.ofPlatform().start(() -> run(reader, "SELECT count(*) FROM t")));
                }
              });
      long started = System.nanoTime();
      Result result = up("--on-block=wait", "--max-queue=1", "--lock-retries=0");
      assertThat(System.nanoTime() - started).isLessThan(20_000_000_000L);
      assertThat(result.status()).as(result.err()).isEqualTo(1);
      assertThat(result.err()).contains("2 sessions queued behind the statement, so it lets go");
      crowd.join();
      for (Thread reader : readers) {
        reader.join();
      }
    }
  }

  @Test
  void aStatementThatTakesTooLongIsStopped() {
    new SampleProject(folder)
        .migration("frontend", 1, "", List.of("SELECT pg_sleep(30);", "SELECT 1;"));
    Result result = up("--statement-timeout=300ms");
    assertThat(result.status()).as(result.err()).isEqualTo(1);
    assertThat(result.err()).contains("statement timeout");
  }
}
