package dev.ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.event.Event;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problem;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.graph.Flag;
import dev.ebb.graph.Plan;
import dev.ebb.graph.Target;
import java.sql.Connection;
import java.sql.SQLException;
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
    awaitSolitude();
  }

  // A fixture's own session takes a moment to end; until then somebody else is in the database.
  private void awaitSolitude() {
    TestDatabase elsewhere = TestPostgres.shared().database("postgres");
    while (!elsewhere
        .value("SELECT count(*) FROM pg_stat_activity WHERE datname = '" + db.name() + "'")
        .equals("0")) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void close() {
    db.close();
  }

  private static Problem problem(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Stopped.class);
    return ((Outcome.Stopped) outcome).problems().getFirst();
  }

  private static void assertFinished(Outcome outcome, int done) {
    assertThat(outcome).as("%s", outcome).isInstanceOf(Outcome.Finished.class);
    assertThat(outcome.done()).hasSize(done);
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
  void aNewDatabaseGetsEverythingInOneTransaction() {
    rig.add(
        "CREATE TABLE a (tx xid8 DEFAULT pg_current_xact_id()); INSERT INTO a DEFAULT VALUES", "");
    rig.add("INSERT INTO a DEFAULT VALUES", "").add("INSERT INTO a DEFAULT VALUES", "");
    assertFinished(rig.up(), 3);
    assertThat(db.value("SELECT count(DISTINCT tx) FROM a")).isEqualTo("1");
    assertThat(rig.events(Event.SharedTransaction.class)).hasSize(1);
  }

  @Test
  void stepsShareTransactionsInBothDirectionsWhereNobodyElseIs() {
    String marks = "INSERT INTO a DEFAULT VALUES";
    rig.add("CREATE TABLE a (tx xid8 DEFAULT pg_current_xact_id())", "DROP TABLE a");
    assertFinished(rig.up(), 1);
    rig.add(marks, marks).add(marks, marks).add(marks, marks);
    assertFinished(rig.up(), 3);
    assertFinished(rig.downTo(1), 3);
    assertThat(db.value("SELECT count(*) || ' rows of ' || count(DISTINCT tx) FROM a"))
        .isEqualTo("6 rows of 2");
    assertThat(rig.applied()).containsExactly(1L);
    assertThat(db.value("SELECT version FROM schema_migrations")).isEqualTo("1");
  }

  @Test
  void aTransactionThatIsNoLongerShortTakesNoFurtherStep() {
    String marks = "INSERT INTO a DEFAULT VALUES; SELECT pg_sleep(0.3)";
    rig.add("CREATE TABLE a (tx xid8 DEFAULT pg_current_xact_id())", "DROP TABLE a");
    assertFinished(rig.up(), 1);
    rig.add(marks, "").add(marks, "").add(marks, "");
    assertFinished(rig.up(), 3);
    assertThat(db.value("SELECT count(DISTINCT tx) FROM a")).isEqualTo("3");
  }

  @Test
  void aFailureInASharedTransactionTakesNothingWithItThatWasDoneBefore() {
    rig.add("CREATE TABLE a ()", "DROP TABLE a");
    assertFinished(rig.up(), 1);
    rig.add("CREATE TABLE b ()", "DROP TABLE b").add("CREATE TABLE c ()", "DROP TABLE c");
    rig.add("CREATE TABLE d (); INSERT INTO nowhere VALUES (1)", "").add("CREATE TABLE e ()", "");
    Outcome outcome = rig.up();
    assertThat(problem(outcome).what()).contains("nowhere").contains("up 4");
    assertThat(rig.applied()).containsExactly(1L, 2L, 3L);
    assertThat(db.value("SELECT to_regclass('c') IS NOT NULL AND to_regclass('d') IS NULL"))
        .isEqualTo("t");
    assertThat(db.value("SELECT version FROM schema_migrations")).isEqualTo("3");
  }

  @Test
  void fallsBackToATransactionOfItsOwnForAStepThatCannotShareOne() {
    // what new enum values refuse on some versions, and this on all: to be used before the commit
    String insists =
        "DO $$ BEGIN IF (SELECT pg_xact_status(xmin::text::xid8) FROM pg_class WHERE relname = 'm')"
            + " = 'in progress' THEN RAISE 'not yet committed'; END IF; END $$";
    rig.add("CREATE TABLE m (id int)", "DROP TABLE m");
    rig.add(insists, "SELECT 1").add("SELECT 1", "SELECT 1");
    assertFinished(rig.up(), 3);
    assertThat(rig.events(Event.SharedTransactionGivenUp.class)).hasSize(1);
    assertThat(rig.applied()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void sharesNoTransactionWhileSomebodyElseIsConnected() throws Exception {
    rig.add(
        "CREATE TABLE a (tx xid8 DEFAULT pg_current_xact_id()); INSERT INTO a DEFAULT VALUES", "");
    rig.add("INSERT INTO a DEFAULT VALUES", "INSERT INTO a DEFAULT VALUES");
    rig.add("INSERT INTO a DEFAULT VALUES", "INSERT INTO a DEFAULT VALUES");
    try (Connection _ = db.connect()) {
      assertFinished(rig.up(), 3);
      assertThat(db.value("SELECT count(DISTINCT tx) FROM a")).isEqualTo("3");
      assertFinished(rig.downTo(1), 2);
      assertThat(db.value("SELECT count(DISTINCT tx) FROM a")).isEqualTo("5");
    }
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
  void buildsAConcurrentIndexOutsideOfATransactionAndGoesBack() {
    rig.add("CREATE TABLE t (v int)", "DROP TABLE t");
    rig.add(
        "CREATE INDEX CONCURRENTLY \"Odd Name\" ON t (v)",
        "DROP INDEX CONCURRENTLY \"Odd Name\"",
        Flag.CONCURRENT_INDEX);
    assertFinished(rig.up(), 2);
    assertThat(
            db.value("SELECT indisvalid FROM pg_index WHERE indexrelid = '\"Odd Name\"'::regclass"))
        .isEqualTo("t");
    assertFinished(rig.downTo(1), 1);
    assertThat(db.value("SELECT count(*) FROM pg_indexes WHERE tablename = 't'")).isEqualTo("0");
  }

  @Test
  void aFailedConcurrentIndexLeavesNoInvalidOneAndHealsByItself() {
    rig.add("CREATE TABLE t (v int); INSERT INTO t VALUES (7), (7)", "DROP TABLE t");
    rig.add("CREATE UNIQUE INDEX CONCURRENTLY i ON t (v)", "DROP INDEX CONCURRENTLY i");
    Outcome failed = rig.up();
    assertThat(problem(failed).what())
        .contains("could not create unique index")
        .contains("(v)=(7)");
    assertThat(db.value("SELECT to_regclass('i')")).isEqualTo("<null>");
    assertThat(rig.state().unsettled()).hasSize(1);
    db.execute("DELETE FROM t WHERE ctid = '(0,1)'");
    Outcome healed = rig.up();
    assertFinished(healed, 1);
    assertThat(healed.done().getFirst().how()).isEqualTo(Done.How.RESUMED);
    assertThat(db.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"))
        .isEqualTo("t");
  }

  @Test
  void goingDownStrikesAFailedConcurrentIndexThatLeftNothing() {
    rig.add("CREATE TABLE t (v int); INSERT INTO t VALUES (7), (7)", "DROP TABLE t");
    rig.add("CREATE UNIQUE INDEX CONCURRENTLY i ON t (v)", "DROP INDEX CONCURRENTLY i");
    assertThat(rig.up()).isInstanceOf(Outcome.Stopped.class);
    assertFinished(rig.downTo(), 1);
    assertThat(rig.events(Event.NothingLeftBehind.class)).hasSize(1);
    assertThat(rig.state().unsettled()).isEmpty();
    assertThat(rig.applied()).isEmpty();
  }

  @Test
  void goingDownCompletesAnUpThatWasInterruptedMidwayAndThenTakesItBackExactly() {
    rig.add("CREATE TABLE t (v int); INSERT INTO t VALUES (7), (8)", "DROP TABLE t");
    rig.add(
        "UPDATE t SET v = 7; CREATE UNIQUE INDEX CONCURRENTLY i ON t (v); UPDATE t SET v = v + 1",
        "UPDATE t SET v = v - 1; DROP INDEX CONCURRENTLY i");
    assertThat(rig.up()).isInstanceOf(Outcome.Stopped.class);
    assertThat(rig.downTo(1)).isInstanceOf(Outcome.Stopped.class);
    assertThat(db.query("SELECT v FROM t")).containsExactly("7", "7");
    db.execute("DELETE FROM t WHERE ctid = (SELECT max(ctid) FROM t)");
    assertFinished(rig.downTo(1), 2);
    assertThat(db.query("SELECT v FROM t")).containsExactly("7");
    assertThat(rig.state().unsettled()).isEmpty();
  }

  @Test
  void aScriptOutsideOfATransactionKeepsItsSettingsOverAttemptsAndLeavesTheLedgerToUs()
      throws Exception {
    rig.add("CREATE SCHEMA other; CREATE TABLE other.t (v int); CREATE TABLE t (v int)", "");
    assertFinished(rig.up(), 1);
    db.execute("GRANT ALL ON SCHEMA other TO pg_monitor; ALTER TABLE other.t OWNER TO pg_monitor");
    rig.add(
        "SET search_path = other; SET ROLE pg_monitor; CREATE INDEX CONCURRENTLY i ON t (v);"
            + " ALTER TABLE t ADD w int",
        "");
    try (Connection holder = db.connect();
        Statement statement = holder.createStatement()) {
      Thread late = Thread.ofVirtual().start(() -> holdForAWhile(statement));
      Outcome outcome = rig.up();
      late.join();
      assertFinished(outcome, 1);
    }
    assertThat(db.query("SELECT attrelid::regclass::text FROM pg_attribute WHERE attname = 'w'"))
        .containsExactly("other.t");
  }

  // Until the first attempt at the table has run into its timeout.
  private static void holdForAWhile(Statement statement) {
    try {
      statement.execute("BEGIN; LOCK TABLE other.t IN ACCESS SHARE MODE");
      Thread.sleep(4000);
      statement.execute("COMMIT");
    } catch (SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aBlockThatCommitsByItselfRunsByItself() {
    rig.add("CREATE TABLE t (v int)", "DROP TABLE t");
    rig.add(
        "INSERT INTO t VALUES (0); DO 'BEGIN FOR i IN 1..3 LOOP INSERT INTO t VALUES (i); COMMIT; END LOOP; END'",
        "DELETE FROM t");
    assertFinished(rig.up(), 2);
    assertThat(db.query("SELECT v FROM t ORDER BY v")).containsExactly("0", "1", "2", "3");
  }

  @Test
  void replacesAnInvalidIndexThatIfNotExistsWouldKeep() {
    rig.add("CREATE TABLE t (v int)", "DROP TABLE t");
    assertFinished(rig.up(), 1);
    db.execute(
        "CREATE INDEX i ON t (v); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass");
    rig.add("CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (v)", "DROP INDEX i");
    assertFinished(rig.up(), 1);
    assertThat(rig.events(Event.InvalidIndexDropped.class)).hasSize(1);
    assertThat(db.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"))
        .isEqualTo("t");
  }

  @Test
  void findsOutThatAProcedureCommitsAndRunsItStatementByStatement() {
    rig.add("CREATE TABLE t (v int); INSERT INTO t SELECT generate_series(1, 10)", "DROP TABLE t");
    assertFinished(rig.up(), 1);
    rig.add(
        """
        CREATE PROCEDURE fill() LANGUAGE plpgsql AS $$
        BEGIN UPDATE t SET v = v + 1; COMMIT; UPDATE t SET v = v + 1; COMMIT; END $$;
        CALL fill();
        """,
        "DROP PROCEDURE fill");
    assertFinished(rig.up(), 1);
    assertThat(rig.events(Event.OutsideTransaction.class)).hasSize(1);
    assertThat(db.value("SELECT sum(v) FROM t")).isEqualTo("75");
    assertThat(rig.applied()).containsExactly(1L, 2L);
  }

  @Test
  void waitsPolitelyForALockAndSaysWhoHasIt() throws Exception {
    rig.add("CREATE TABLE t (v int)", "DROP TABLE t");
    assertFinished(rig.up(), 1);
    rig.add("ALTER TABLE t ADD COLUMN w int", "ALTER TABLE t DROP COLUMN w");
    rig.options = withAttempts(rig.options, 2);
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
    rig.options = withLockWait(rig.options, Duration.ofMillis(300));
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
    rig.options = waving(rig.options);
    assertFinished(rig.up(), 1);
    assertThat(rig.applied()).containsExactly(1L, 2L);
  }

  @Test
  void aConcurrentBuildThatAnotherToolLeftUnfinishedIsFinished() {
    rig.add("CREATE TABLE t (v int)", "DROP TABLE t");
    assertFinished(rig.up(), 1);
    rig.add("CREATE INDEX CONCURRENTLY i ON t (v)", "DROP INDEX i");
    db.execute(
        "CREATE INDEX i ON t (v); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass;"
            + "INSERT INTO migration_logs (migration_logs_schema_version, schema, version, up, started_at)"
            + " VALUES (2, 'schema_migrations', 2, true, now())");
    assertFinished(rig.up(), 1);
    assertThat(db.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"))
        .isEqualTo("t");
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
    rig.options = with(rig.options, new Privileges.Refuse());
    assertThat(rig.up().exitStatus()).isEqualTo(ExitStatus.REFUSED);
    rig.options = with(rig.options, new Privileges.RecordOnly(Set.of()));
    Outcome asked = rig.up();
    assertThat(asked.exitStatus()).isEqualTo(ExitStatus.REFUSED);
    String remedy = problem(asked).remedy();
    String token = remedy.substring(remedy.indexOf("--privileged-hash=") + 18);
    rig.options = with(rig.options, new Privileges.RecordOnly(Set.of(token)));
    assertFinished(rig.up(), 2);
    assertThat(db.value("SELECT count(*) FROM pg_extension WHERE extname = 'hstore'"))
        .isEqualTo("0");
    assertThat(rig.applied()).containsExactly(1L, 2L);
  }

  @Test
  void anExtensionThatIsInstalledNeedsNoPrivilege() {
    db.execute("CREATE EXTENSION hstore");
    rig.add("CREATE EXTENSION IF NOT EXISTS hstore", "SELECT 1", Flag.PRIVILEGED);
    rig.options = with(rig.options, new Privileges.Refuse());
    assertFinished(rig.up(), 1);
  }

  private static RunOptions with(RunOptions o, Privileges privileges) {
    return new RunOptions(
        o.lockWait(),
        o.lockTimeout(),
        o.attempts(),
        o.reconnect(),
        privileges,
        false,
        false,
        "t",
        "t");
  }

  private static RunOptions withAttempts(RunOptions o, int attempts) {
    return new RunOptions(
        o.lockWait(),
        o.lockTimeout(),
        attempts,
        o.reconnect(),
        o.privileges(),
        false,
        false,
        "t",
        "t");
  }

  private static RunOptions withLockWait(RunOptions o, Duration wait) {
    return new RunOptions(
        wait, o.lockTimeout(), o.attempts(), o.reconnect(), o.privileges(), false, false, "t", "t");
  }

  private static RunOptions waving(RunOptions o) {
    return new RunOptions(
        o.lockWait(),
        o.lockTimeout(),
        o.attempts(),
        o.reconnect(),
        o.privileges(),
        true,
        true,
        "t",
        "t");
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
