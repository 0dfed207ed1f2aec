package dev.ebb.run;

import static dev.ebb.run.Rig.assertFinished;
import static dev.ebb.run.Rig.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.event.Event;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.graph.Flag;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class OutsideTransactionTest {
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
  void aFailedConcurrentIndexWhoseFilesAreGoneSinceIsNotCalledDone() {
    rig.add("CREATE TABLE t (v int); INSERT INTO t VALUES (7), (7)", "DROP TABLE t");
    rig.add("CREATE UNIQUE INDEX CONCURRENTLY i ON t (v)", "DROP INDEX CONCURRENTLY i");
    assertThat(rig.up()).isInstanceOf(Outcome.Stopped.class);
    rig.forget(2);
    assertThat(problem(rig.up()).what())
        .contains("interrupted after 0 statements")
        .contains("gone or empty");
    assertThat(rig.applied()).containsExactly(1L);
    assertThat(rig.state().unsettled()).hasSize(1);
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
}
