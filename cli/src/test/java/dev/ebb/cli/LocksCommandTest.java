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
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
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
          .contains("waits for AccessShareLock on t", ", 1 waits behind it");
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
      assertThat(db.value("SELECT body FROM ebb_audit.entry"))
          .contains("\"command\":\"locks\"", "ended: process " + pid, "LOCK TABLE t");
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
  void whoReplicatesIsEndedOnlyByForceAndThatIsEntered() throws SQLException {
    try (TestDatabase db = TestPostgres.shared().newDatabase();
        Connection replica = db.replicate()) {
      InProcess ebb = InProcess.in(folder).with("PGDATASOURCE", db.dsn());
      String pid = db.value("SELECT pid FROM pg_stat_activity WHERE backend_type = 'walsender'");
      Result refused = ebb.call("locks", "--terminate=" + pid, "--yes");
      assertThat(refused.status()).as(refused.err()).isEqualTo(6);
      assertThat(refused.err()).contains("it replicates", "--force");
      assertThat(replica.isValid(5)).isTrue();
      assertThat(ebb.call("locks", "--terminate=" + pid, "--yes", "--force").status()).isZero();
      assertThat(replica.isValid(5)).isFalse();
      assertThat(db.value("SELECT body FROM ebb_audit.entry")).contains("ended by force: process");
    }
  }

  @Test
  @Tag("proof")
  void whoVacuumsAgainstWraparoundIsEndedOnlyByForce() throws InterruptedException {
    try (TestPostgres own = TestPostgres.durable();
        TestDatabase db = own.newDatabase()) {
      for (String setting :
          List.of(
              "freeze_max_age = 100000",
              "naptime = 1",
              "vacuum_cost_delay = 100",
              "vacuum_cost_limit = 1")) {
        db.execute("ALTER SYSTEM SET autovacuum_" + setting);
      }
      db.execute(
          "CREATE TABLE wide AS SELECT repeat('x', 900) FROM generate_series(1, 5000);"
              + " CREATE TABLE burnt (i int)");
      own.server().restart();
      db.execute(
          """
          DO $$ BEGIN
            FOR i IN 1..100500 LOOP
              BEGIN INSERT INTO burnt VALUES (i); EXCEPTION WHEN division_by_zero THEN NULL; END;
            END LOOP;
          END $$\
          """);
      List<String> pids = List.of();
      for (int i = 0; pids.isEmpty() && i < 600; i++) {
        Thread.sleep(50);
        pids =
            db.query(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'"
                    + " AND query LIKE '%to prevent wraparound%' AND datname = current_database()");
      }
      InProcess ebb = InProcess.in(folder).with("PGDATASOURCE", db.dsn());
      Result refused = ebb.call("locks", "--terminate=" + pids.getFirst(), "--yes");
      assertThat(refused.status()).as(refused.err()).isEqualTo(6);
      assertThat(refused.err()).contains("it vacuums to prevent wraparound", "--force");
      Result forced = ebb.call("locks", "--terminate=" + pids.getFirst(), "--yes", "--force");
      assertThat(forced.status()).as(forced.err()).isZero();
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
