package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From a symptom to a database that is well again. */
@ExtendWith(LeakCheck.class)
class RollbackCommandTest {
  @TempDir Path folder;
  private final TestDatabase database = TestPostgres.shared().newDatabase();
  private SampleProject project = new SampleProject(Path.of(""));
  private InProcess ebb = InProcess.in(Path.of(""));

  @BeforeEach
  void start() {
    project =
        new SampleProject(folder)
            .migration(
                "frontend",
                1,
                "",
                List.of(
                    "CREATE TABLE \"Us.ers\" (id int PRIMARY KEY, note text);",
                    "DROP TABLE \"Us.ers\";"));
    ebb = project.on(database);
    ebb.call("up");
    database.execute("INSERT INTO \"Us.ers\" SELECT i, 'n' || i FROM generate_series(1, 500) i");
    // the next run is another one
    database.execute(
        "UPDATE migration_logs SET started_at = started_at - interval '1 hour', finished_at ="
            + " finished_at - interval '1 hour'");
  }

  private String notes() {
    return database.value("SELECT string_agg(note, ',' ORDER BY id) FROM \"Us.ers\"");
  }

  @Test
  void aDroppedColumnThatTheApplicationStillNeedsComesBackWithAllValues() {
    String before = notes();
    project.migration(
        "frontend",
        2,
        "1",
        List.of(
            "ALTER TABLE \"Us.ers\" DROP COLUMN note;",
            "ALTER TABLE \"Us.ers\" ADD COLUMN note text;"));
    ebb.call("up");
    Result shown = ebb.call("rollback", "--symptom=app-errors");
    assertThat(shown.status()).as(shown.err()).isZero();
    assertThat(shown.out())
        .contains("1. take the last run back, exactly: 2  ADVISED")
        .contains("ebb down --steps=1 --db=frontend");
    Result done = ebb.call("rollback", "--symptom=app-errors", "--do=1", "--yes");
    assertThat(done.status()).as(done.out() + done.err()).isZero();
    assertThat(notes()).isEqualTo(before);
  }

  @Test
  void anAddedColumnThatBreaksTheApplicationIsTakenBackAndItsValuesAreKept() {
    project.migration(
        "frontend",
        2,
        "1",
        List.of(
            "ALTER TABLE \"Us.ers\" ADD COLUMN age int NOT NULL DEFAULT 7;",
            "ALTER TABLE \"Us.ers\" DROP COLUMN age;"));
    ebb.call("up");
    Result done = ebb.call("rollback", "--symptom=schema-wrong", "--do=1", "--yes");
    assertThat(done.out()).contains("nothing for good", "age");
    assertThat(done.status()).as(done.out() + done.err()).isZero();
    assertThat(database.value("SELECT count(*) FROM pg_attribute WHERE attname = 'age'"))
        .isEqualTo("0");
    ebb.call("up");
    assertThat(database.value("SELECT count(*) FROM \"Us.ers\" WHERE age = 7")).isEqualTo("500");
  }

  @Test
  void valuesThatWereOverwrittenComeBackWithTheWayDown() {
    String before = notes();
    project.migration(
        "frontend", 2, "1", List.of("UPDATE \"Us.ers\" SET note = 'x';", "SELECT 1;"));
    ebb.call("up");
    assertThat(notes()).isNotEqualTo(before);
    Result done = ebb.call("rollback", "--symptom=data-corruption", "--do=1", "--yes");
    assertThat(done.status()).as(done.out() + done.err()).isZero();
    assertThat(done.out())
        .contains("Did Ebb keep what the last run destroyed?", "yes")
        .contains("what was NULL need not be NULL again");
    assertThat(notes()).isEqualTo(before);
  }

  @Test
  void whoIsInTheWayIsNamedAndEnded() throws SQLException {
    try (Connection holder = database.connect();
        Connection waiter = database.connect();
        Statement holds = holder.createStatement();
        Statement waits = waiter.createStatement()) {
      holder.setAutoCommit(false);
      holds.execute("LOCK TABLE \"Us.ers\"");
      CompletableFuture<Boolean> waiting =
          CompletableFuture.supplyAsync(() -> {
            try {
              waits.execute("SELECT count(*) FROM \"Us.ers\"");
              return true;
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          });
      String blocked = "SELECT count(*) FROM pg_locks WHERE NOT granted";
      while (database.value(blocked).equals("0")) {
        Thread.onSpinWait();
      }
      Result done = ebb.call("rollback", "--symptom=hang", "--do=1", "--yes");
      assertThat(done.out()).contains("1. end the session that blocks", "ADVISED", "LOCK TABLE");
      assertThat(done.status()).as(done.out() + done.err()).isZero();
      assertThat(waiting.join()).isTrue();
    }
  }

  @Test
  void aTableThatSomebodyHoldsOrThatIsDamagedKeepsNobodyFromTheBranchBeforeIt()
      throws SQLException {
    database.leave();
    assertThat(ebb.call("branch", "create", "b1").status()).isZero();
    project.migration("frontend", 2, "1", List.of("CREATE TABLE late ();", "DROP TABLE late;"));
    ebb.call("up");
    try (Connection holder = database.connect();
        Statement holds = holder.createStatement()) {
      holder.setAutoCommit(false);
      holds.execute("LOCK TABLE \"Us.ers\"");
      Result shown = ebb.call("rollback", "--symptom=hang");
      assertThat(shown.status()).as(shown.err()).isZero();
      assertThat(shown.out())
          .contains("ebb branch promote b1", "what would be lost can be counted: no:")
          .doesNotContain("not asked");
    }
    database.leave();
    assertThat(ebb.call("branch", "delete", "b1", "--yes").status()).isZero();
  }

  @Test
  void whoDoesNotAnswerIsNamedAndTheOtherWaysAreThere() throws IOException {
    Files.writeString(folder.resolve("ebb.yaml"), "restore:\n  provider: neon\n  project: p-1\n");
    Result shown = ebb.call("rollback", "--symptom=app-errors");
    assertThat(shown.status()).as(shown.err()).isZero();
    assertThat(shown.out())
        .contains("not asked:  neon: ", "NEON_API_KEY", "ADVISED")
        .contains("✘ neon answers? not asked: ");
    Result json = ebb.call("rollback", "--symptom=app-errors", "--format=json");
    assertThat(JsonTest.violations("rollback", json.out())).isEmpty();
    assertThat(json.out()).contains("\"notAsked\"", "\"source\" : \"neon\"");
    assertThat(ebb.call("checklist", "before", "--shadow=target").out())
        .contains("- [ ] See what restore points of frontend neon has: not asked: ");
  }

  @Test
  void whoWaitsInAnotherDatabaseOfTheServerIsNobodysBusiness() throws SQLException {
    try (TestDatabase other = TestPostgres.shared().newDatabase();
        Connection holder = other.connect();
        Connection waiter = other.connect();
        Statement holds = holder.createStatement();
        Statement waits = waiter.createStatement()) {
      other.execute("CREATE TABLE t ()");
      holder.setAutoCommit(false);
      holds.execute("LOCK TABLE t");
      CompletableFuture<Void> waiting =
          CompletableFuture.runAsync(() -> {
            try {
              waits.execute("SELECT count(*) FROM t");
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          });
      while (other.value("SELECT count(*) FROM pg_locks WHERE NOT granted").equals("0")) {
        Thread.onSpinWait();
      }
      assertThat(ebb.call("rollback", "--symptom=hang").out())
          .doesNotContain("end the session", "LOCK TABLE");
      holder.rollback();
      waiting.join();
    }
  }

  @Test
  void whereOthersWouldGoDownInsteadThatIsSaidAndNotAdvised() {
    project.migration("frontend", 2, "1", List.of("CREATE TABLE two ();", "DROP TABLE two;"));
    project.migration("frontend", 3, "1", List.of("CREATE TABLE three ();", "DROP TABLE three;"));
    ebb.call("upto", "--target=2");
    database.execute("CREATE TABLE three ()");
    assertThat(ebb.call("add-log", "--db=frontend", "--version=3").status()).isZero();
    database.execute("UPDATE migration_logs SET backfilled = true WHERE version = 3");
    Result shown = ebb.call("rollback", "--symptom=schema-wrong");
    assertThat(shown.out())
        .contains("the newest in the ledger are not those of the last run: 3 would go down")
        .doesNotContain("take the last run back, exactly: 2  ADVISED");
  }

  @Test
  void aWayIsDoneByItsNameIfThereIsOneOfItsSort() {
    project.migration("frontend", 2, "1", List.of("CREATE TABLE two ();", "DROP TABLE two;"));
    ebb.call("up");
    assertThat(ebb.call("rollback", "--symptom=schema-wrong", "--do=snapshot").err())
        .contains("no way that works now", "nothing was changed");
    assertThat(ebb.call("rollback", "--symptom=schema-wrong", "--do=exact-down", "--yes").status())
        .isZero();
    assertThat(database.value("SELECT to_regclass('two')")).isEqualTo("<null>");
  }

  @Test
  void aWayThatIsNotThereIsRefused() {
    assertThat(ebb.call("rollback", "--symptom=unknown", "--do=99").err())
        .contains("there is no way with that number", "nothing was changed");
  }

  @AfterEach
  void drop() {
    database.close();
  }
}
