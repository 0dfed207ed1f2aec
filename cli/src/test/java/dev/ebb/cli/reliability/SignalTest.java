package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C and SIGTERM stop the statement on the server, too, and leave everything in order. */
@ExtendWith(LeakCheck.class)
class SignalTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String BULK =
      "CREATE TABLE bulk (id int PRIMARY KEY, body text);"
          + "INSERT INTO bulk SELECT g, md5(g::text) FROM generate_series(1, 5000) g;";

  private final TestPostgres server = TestPostgres.shared();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aLongStatementIsCancelledOnTheServer(String signal) {
    EbbCommand ebb =
        Scripts.of("CREATE TABLE a ();", "DROP TABLE a;")
            .then("CREATE TABLE b ();" + Scripts.BRAKE, "DROP TABLE b;")
            .then("CREATE TABLE c ();", "DROP TABLE c;")
            .in(folder);
    try (TestDatabase database = server.newDatabase()) {
      Scripts.brakeOn(database);
      ebb.on(database).run(0, "upto", "--db=shop", "--target=1001");
      try (EbbProcess run = ebb.on(database).start("up")) {
        Scripts.awaitStatement(run, database, "brake");
        run.signal(signal);
        assertThat(run.await(SOON)).as(run.toString()).isEqualTo(1);
        assertThat(run.err() + run.out()).containsIgnoringCase("stopped");
      }
      assertThat(Scripts.statements(database, "brake")).isEmpty();
      assertThat(Scripts.applied(database)).containsExactly("1001");
      assertThat(database.value("SELECT to_regclass('b') IS NULL")).isEqualTo("t");
      Scripts.brakeOff(database);
      ebb.on(database).run(0, "up");
      assertThat(Scripts.applied(database)).containsExactly("1001", "1002", "1003");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aConcurrentBuildThatWaitsForSomebodyIsCancelledOnTheServer(String signal)
      throws SQLException {
    EbbCommand ebb =
        Scripts.of(BULK, "DROP TABLE bulk;")
            .then("CREATE TABLE b ();", "DROP TABLE b;")
            .then(
                "CREATE INDEX CONCURRENTLY by_body ON bulk (body);",
                "DROP INDEX CONCURRENTLY by_body;")
            .in(folder);
    try (TestDatabase database = server.newDatabase()) {
      ebb.on(database).run(0, "upto", "--db=shop", "--target=1001");
      try (Connection other = database.connect();
          Statement writer = other.createStatement()) {
        writer.execute("BEGIN; UPDATE bulk SET body = 'x' WHERE id = 1");
        try (EbbProcess run = ebb.on(database).start("up")) {
          Scripts.awaitStatement(run, database, "CREATE INDEX CONCURRENTLY");
          EbbProcess.pause(500);
          run.signal(signal);
          assertThat(run.await(SOON)).as(run.toString()).isEqualTo(3);
          assertThat(run.err() + run.out()).contains("1002").containsIgnoringCase("stopped");
        }
        assertThat(Scripts.statements(database, "INDEX CONCURRENTLY")).isEmpty();
        assertThat(Scripts.applied(database)).containsExactly("1001", "1002");
        writer.execute("COMMIT");
      }
      ebb.on(database).run(0, "up");
      assertThat(Scripts.applied(database)).containsExactly("1001", "1002", "1003");
      Leaks.noInvalidIndex(database);
    }
  }

  @Test
  void whoeverWaitsForTheLockStopsAtOnceAndHasChangedNothing() throws SQLException {
    EbbCommand ebb = Scripts.of("CREATE TABLE a ();", "DROP TABLE a;").in(folder);
    try (TestDatabase database = server.newDatabase();
        Connection holder = database.connect();
        Statement statement = holder.createStatement()) {
      int key = dev.ebb.db.LockKey.of(GeneratedProject.VERSION_TABLE).value();
      statement.execute("SELECT pg_advisory_lock(" + key + ", 0)");
      try (EbbProcess run = ebb.on(database).start("up")) {
        run.awaitWhileRunning(() -> run.err().contains("test-fixture"));
        run.signal("INT");
        assertThat(run.await(SOON)).as(run.toString()).isEqualTo(1);
      }
    }
  }

  @Test
  void afterAKillTheServerStopsByItselfAndTheNextRunCompletes() {
    EbbCommand ebb = Scripts.braked().in(folder);
    try (TestDatabase database = server.newDatabase()) {
      Scripts.brakeOn(database);
      try (EbbProcess run = ebb.on(database).start("up")) {
        Scripts.awaitStatement(run, database, "brake");
        run.kill();
      }
      for (int i = 0; i < 800 && !Scripts.statements(database, "brake").isEmpty(); i++) {
        EbbProcess.pause(20);
      }
      assertThat(Scripts.statements(database, "brake")).isEmpty();
      Scripts.brakeOff(database);
      ebb.on(database).run(0, "up");
      assertThat(Scripts.applied(database)).containsExactly("1001", "1002");
    }
  }
}
