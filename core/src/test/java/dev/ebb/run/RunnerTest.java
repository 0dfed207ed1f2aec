package dev.ebb.run;

import static dev.ebb.run.Rig.assertFinished;
import static dev.ebb.run.Rig.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.event.Event;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Place;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.graph.Flag;
import dev.ebb.graph.Plan;
import dev.ebb.graph.Target;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class RunnerTest {
  private TestDatabase db;
  private Rig rig;

  @BeforeEach
  void open() {
    db = TestPostgres.shared().newDatabase();
    rig = new Rig(db);
    db.leave();
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void goesUpAndExactlyBack() {
    rig.add("CREATE TABLE a (id int)", "DROP TABLE a");
    assertFinished(rig.up(), 1);
    String before = db.catalog();
    rig.add("CREATE TABLE b (id int)", "DROP TABLE b")
        .add("ALTER TABLE a ADD COLUMN x text", "ALTER TABLE a DROP COLUMN x");
    assertFinished(rig.up(), 2);
    assertThat(db.value("SELECT version || ' ' || dirty FROM schema_migrations"))
        .isEqualTo("3 false");
    assertFinished(rig.downTo(1), 2);
    assertThat(db.catalog()).isEqualTo(before);
    assertThat(rig.applied()).containsExactly(1L);
    assertThat(db.value("SELECT version FROM schema_migrations")).isEqualTo("1");
    assertFinished(rig.downTo(), 1);
    assertThat(db.value("SELECT count(*) FROM schema_migrations")).isEqualTo("0");
  }

  @Test
  void doesNothingTwice() {
    rig.add("CREATE TABLE a (id int)", "DROP TABLE a");
    assertFinished(rig.up(), 1);
    assertFinished(rig.up(), 0);
  }

  @Test
  void aFailureNamesFileLineColumnAndStatementAndLeavesNothing() {
    rig.add("CREATE TABLE a (id int)", "DROP TABLE a");
    assertFinished(rig.up(), 1);
    rig.add("-- a remark\nCREATE TABLE b (id int);\n  ALTER TABLE a\n ADD COLUMN y nosuch;\n", "");
    String before = db.catalog();
    Outcome outcome = rig.up();
    assertThat(problem(outcome).place()).isEqualTo(new Place("2/up.sql", 4, 15));
    assertThat(problem(outcome).what())
        .contains("type \"nosuch\" does not exist")
        .contains("STATEMENT 2")
        .contains("ALTER TABLE a ADD COLUMN y nosuch");
    assertThat(outcome.exitStatus()).isEqualTo(ExitStatus.FAILED);
    assertThat(db.catalog()).isEqualTo(before);
    assertThat(rig.state().unsettled()).isEmpty();
  }

  @Test
  void aFailureWithoutAPositionNamesItsStatementAndTheServersDetail() {
    rig.add("CREATE TABLE a (id int PRIMARY KEY)", "DROP TABLE a");
    rig.add("INSERT INTO a VALUES (1);\n\nINSERT INTO a VALUES (1);", "");
    Outcome outcome = rig.up();
    assertThat(problem(outcome).place()).isEqualTo(new Place("2/up.sql", 3, 1));
    assertThat(problem(outcome).what()).contains("DETAIL: Key (id)=(1) already exists");
    assertThat(outcome.exitStatus()).isEqualTo(ExitStatus.HALFWAY);
    assertThat(outcome.done()).hasSize(1);
    assertThat(rig.applied()).containsExactly(1L);
  }

  @Test
  void aDeferredConstraintFailsInItsOwnMigration() {
    rig.add(
        "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED)",
        "DROP TABLE c, p");
    rig.add("INSERT INTO c VALUES (7)", "DELETE FROM c");
    rig.add("CREATE TABLE later ()", "DROP TABLE later");
    Outcome outcome = rig.up();
    assertThat(problem(outcome).what()).contains("foreign key").contains("up 2");
    assertThat(rig.applied()).containsExactly(1L);
  }

  @Test
  void nothingThatAMigrationSetsReachesTheNextOrTheLedger() {
    String role = "ebb_leak_" + Long.toHexString(System.nanoTime());
    rig.add(
        """
        CREATE ROLE %1$s;
        SET search_path = pg_catalog;
        SET statement_timeout = '1h';
        SELECT set_config('work_mem', '77MB', false);
        CREATE TEMP TABLE leaked (id int);
        PREPARE leaked AS SELECT 1;
        LISTEN leaked;
        SET ROLE %1$s;
        """
            .formatted(role),
        "DROP ROLE " + role);
    rig.add(
        """
        CREATE TABLE seen AS SELECT current_user::text AS who, current_setting('search_path') AS path,
          current_setting('work_mem') AS mem, current_setting('statement_timeout') AS timeout,
          to_regclass('pg_temp.leaked')::text AS temp,
          (SELECT count(*) FROM pg_prepared_statements) AS prepared,
          (SELECT count(*) FROM pg_listening_channels()) AS listening
        """,
        "DROP TABLE seen");
    assertFinished(rig.up(), 2);
    assertThat(db.query("SELECT * FROM seen"))
        .containsExactly(db.user() + "|\"$user\", public|4MB|0|<null>|0|0");
    assertFinished(rig.downTo(), 2);
  }

  @Test
  void runsCopyFromStdinWithItsLines() {
    rig.add(
        "CREATE TABLE c (a text, b int);\nCOPY c FROM stdin;\nsemi;colon\t1\n\\N\t2\n\\.\nINSERT INTO c VALUES ('x', 3);",
        "DROP TABLE c");
    assertFinished(rig.up(), 1);
    assertThat(db.query("SELECT a, b FROM c ORDER BY b"))
        .containsExactly("semi;colon|1", "<null>|2", "x|3");
  }

  @Test
  void waitsPolitelyForALockAndSaysWhoHasIt() throws Exception {
    rig.add("CREATE TABLE t (v int)", "DROP TABLE t");
    assertFinished(rig.up(), 1);
    rig.add("ALTER TABLE t ADD COLUMN w int", "ALTER TABLE t DROP COLUMN w");
    rig.options = TestOptions.withAttempts(2);
    try (Connection blocker = db.connect()) {
      blocker.setAutoCommit(false);
      try (Statement s = blocker.createStatement()) {
        s.execute("SELECT * FROM t");
      }
      Outcome outcome = rig.up();
      assertThat(problem(outcome).code()).isEqualTo(FaultCode.BLOCKED);
      assertThat(problem(outcome).what())
          .contains("lock timeout")
          .contains("test-fixture")
          .contains("idle in transaction");
      assertThat(rig.events(Event.Retrying.class)).hasSize(1);
      blocker.rollback();
    }
    assertFinished(rig.up(), 1);
  }

  @Test
  void whoWaitsForTheLockGivesUpInTimeAndSaysWhoHoldsIt() throws Exception {
    rig.add("CREATE TABLE t (v int)", "DROP TABLE t");
    rig.options = TestOptions.withLockWait(Duration.ofMillis(300));
    try (Connection holder = db.connect();
        Statement s = holder.createStatement()) {
      s.execute("SELECT pg_advisory_lock(1308612253, 0)");
      Outcome outcome = rig.up();
      assertThat(outcome.exitStatus()).isEqualTo(ExitStatus.BUSY);
      assertThat(problem(outcome).what()).contains("test-fixture");
    }
    assertThat(db.value("SELECT to_regclass('t')")).isEqualTo("<null>");
  }

  @Test
  void stopsWhenAskedAndCancelsTheStatementOnTheServer() throws Exception {
    rig.add("CREATE TABLE t (v int)", "DROP TABLE t").add("SELECT pg_sleep(60)", "");
    try (Connection _ = db.connect()) {
      Thread asker =
          Thread.ofPlatform()
              .start(() -> {
                awaitSleep();
                rig.cancellation.request();
              });
      long started = System.nanoTime();
      Outcome outcome = rig.up();
      asker.join();
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(30));
      assertThat(problem(outcome).code()).isEqualTo(FaultCode.CANCELLED);
      assertThat(outcome.exitStatus()).isEqualTo(ExitStatus.HALFWAY);
    }
    assertThat(rig.applied()).containsExactly(1L);
  }

  private void awaitSleep() {
    while (db.value(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid() AND state = 'active'")
        .equals("0")) {
      Thread.onSpinWait();
    }
  }

  @Test
  void refusesToRunMoreThanWasShown() {
    rig.add("CREATE TABLE a ()", "DROP TABLE a");
    Plan shown = rig.propose(new Target.Latest());
    rig.add("CREATE TABLE b ()", "DROP TABLE b");
    Outcome outcome = rig.run(new Target.Latest(), shown);
    assertThat(outcome.exitStatus()).isEqualTo(ExitStatus.REFUSED);
    assertThat(db.value("SELECT to_regclass('a')")).isEqualTo("<null>");
  }

  @Test
  void undoesWithTheStoredWayWhatTheProjectHasForgotten() {
    rig.add("CREATE TABLE a ()", "DROP TABLE a").add("CREATE TABLE b ()", "DROP TABLE b");
    assertFinished(rig.up(), 2);
    rig.forget(2);
    assertFinished(rig.downTo(1), 1);
    assertThat(db.value("SELECT to_regclass('b')")).isEqualTo("<null>");
  }

  @Test
  void anUnfinishedRowOfAnotherToolIsLeftToAPersonUnlessWaved() {
    rig.add("CREATE TABLE a ()", "DROP TABLE a");
    assertFinished(rig.up(), 1);
    rig.add("CREATE TABLE IF NOT EXISTS b ()", "DROP TABLE b");
    db.execute(
        "INSERT INTO migration_logs (migration_logs_schema_version, schema, version, up, started_at)"
            + " VALUES (2, 'schema_migrations', 2, true, now())");
    Outcome outcome = rig.up();
    assertThat(outcome.exitStatus()).isEqualTo(ExitStatus.ATTENTION);
    assertThat(problem(outcome).what()).contains("up 2").contains("nobody wrote down how it ended");
    rig.options = TestOptions.waving();
    assertFinished(rig.up(), 1);
    assertThat(rig.applied()).containsExactly(1L, 2L);
  }

  @Test
  void aDownThatWouldDropTheLedgerIsRolledBackAndExplained() {
    rig.add("CREATE TABLE a ()", "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    assertFinished(rig.up(), 1);
    Outcome outcome = rig.downTo();
    assertThat(problem(outcome).what()).contains("ledger");
    assertThat(rig.applied()).containsExactly(1L);
    assertThat(db.value("SELECT to_regclass('a')")).isEqualTo("a");
  }

  @Test
  void recordsPrivilegedMigrationsOnlyWithTheToken() {
    rig.add("CREATE TABLE a ()", "DROP TABLE a");
    rig.add("CREATE EXTENSION hstore", "DROP EXTENSION hstore", Flag.PRIVILEGED);
    rig.options = TestOptions.with(new Privileges.Refuse());
    assertThat(rig.up().exitStatus()).isEqualTo(ExitStatus.REFUSED);
    rig.options = TestOptions.with(new Privileges.RecordOnly(Set.of()));
    Outcome asked = rig.up();
    assertThat(asked.exitStatus()).isEqualTo(ExitStatus.REFUSED);
    String remedy = problem(asked).remedy();
    String token = remedy.substring(remedy.indexOf("--privileged-hash=") + 18);
    rig.options = TestOptions.with(new Privileges.RecordOnly(Set.of(token)));
    assertFinished(rig.up(), 2);
    assertThat(db.value("SELECT count(*) FROM pg_extension WHERE extname = 'hstore'"))
        .isEqualTo("0");
    assertThat(rig.applied()).containsExactly(1L, 2L);
  }

  @Test
  void anExtensionThatIsInstalledNeedsNoPrivilege() {
    db.execute("CREATE EXTENSION hstore");
    rig.add("CREATE EXTENSION IF NOT EXISTS hstore", "SELECT 1", Flag.PRIVILEGED);
    rig.options = TestOptions.with(new Privileges.Refuse());
    assertFinished(rig.up(), 1);
  }

  @Test
  void believesTheLedgerAfterTheBackendWasTerminatedMidway() throws Exception {
    rig.add("CREATE TABLE a ()", "DROP TABLE a").add("SELECT pg_sleep(1)", "");
    rig.add("CREATE TABLE b ()", "DROP TABLE b");
    try (Connection _ = db.connect()) {
      Thread killer =
          Thread.ofPlatform()
              .start(() -> {
                while (db.query(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(1)%' AND pid <> pg_backend_pid() AND state = 'active'")
                    .isEmpty()) {
                  Thread.onSpinWait();
                }
              });
      assertFinished(rig.up(), 3);
      killer.join();
    }
    assertThat(rig.events(Event.ConnectionLost.class)).hasSize(1);
    assertThat(rig.applied()).isEqualTo(List.of(1L, 2L, 3L));
  }
}
