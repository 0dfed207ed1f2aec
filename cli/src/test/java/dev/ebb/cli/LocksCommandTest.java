package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.cli.invocation.Interruption;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.run.Cancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class LocksCommandTest {
  @TempDir Path folder;

  @BeforeEach
  void project() throws IOException {
    Path migration = Files.createDirectories(folder.resolve("migrations/frontend/1_a"));
    Files.writeString(migration.resolve("up.sql"), "SELECT 1;");
    Files.writeString(migration.resolve("down.sql"), "SELECT 1;");
    Files.writeString(migration.resolve("metadata.yaml"), "name: a\nparents: []\n");
  }

  @Test
  void showsTheTreeAndEndsWhoIsAtItsTop() throws Exception {
    try (TestDatabase db = TestPostgres.shared().newDatabase();
        Connection head = db.connect();
        Connection waiter = db.connect()) {
      InProcess ebb = InProcess.in(folder).with("PGDATASOURCE", db.dsn());
      db.execute("CREATE TABLE t (id int)");
      head.setAutoCommit(false);
      run(head, "LOCK TABLE t");
      Thread waiting = Thread.ofPlatform().start(() -> run(waiter, "SELECT count(*) FROM t"));
      String tree = ebb.call("locks").out();
      for (int i = 0; !tree.contains("1 waits") && i < 200; i++) {
        Thread.sleep(25);
        tree = ebb.call("locks").out();
      }
      assertThat(tree)
          .contains("frontend: 1 waits", "idle in transaction", "LOCK TABLE t", "└─ ")
          .contains("waits for AccessShareLock on t");
      assertThat(ebb.call("locks", "--format=json").out()).contains("\"blockedBy\" : [");

      String pid =
          db.value(
              "SELECT pid FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()");
      Result unasked = ebb.call("locks", "--terminate", pid);
      assertThat(unasked.status()).isEqualTo(6);
      assertThat(unasked.err()).contains("--yes", "LOCK TABLE t");
      Result ended = ebb.call("locks", "--terminate=" + pid, "--yes");
      assertThat(ended.status()).as(ended.err()).isZero();
      assertThat(ended.out()).contains("its session was ended");
      waiting.join();
      assertThat(ebb.call("locks").out()).isEqualTo("frontend: nobody waits\n");
    }
  }

  @Test
  void neverEndsAProcessOfTheServerUnforced() {
    try (TestDatabase db = TestPostgres.shared().newDatabase()) {
      InProcess ebb = InProcess.in(folder).with("PGDATASOURCE", db.dsn());
      String pid = db.value("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'");
      Result refused = ebb.call("locks", "--terminate=" + pid, "--yes");
      assertThat(refused.status()).isEqualTo(6);
      assertThat(refused.err()).contains("checkpointer", "--force");
      assertThat(ebb.call("locks", "--terminate=99999999", "--yes").status()).isEqualTo(2);
    }
  }

  @Test
  void watchLooksAgainUntilItIsInterrupted() {
    try (TestDatabase db = TestPostgres.shared().newDatabase()) {
      InProcess ebb = InProcess.in(folder).with("PGDATASOURCE", db.dsn());
      Result watched = ebb.call(afterLooks(3), "locks", "--watch", "--interval=10ms");
      assertThat(watched.status()).as(watched.err()).isZero();
      assertThat(watched.out()).isEqualTo("frontend: nobody waits\n\n".repeat(3));
    }
  }

  private static Interruption afterLooks(int looks) {
    AtomicInteger left = new AtomicInteger(looks);
    return new Interruption() {
      @Override
      public <T> T during(Cancellation cancellation, Supplier<T> work) {
        return work.get();
      }

      @Override
      public boolean isInterrupted() {
        return left.getAndDecrement() <= 0;
      }
    };
  }

  private static void run(Connection connection, String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
