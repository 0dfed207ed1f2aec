package dev.ebb.run;

import static dev.ebb.run.Rig.assertFinished;
import static dev.ebb.run.Rig.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.event.Event;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.sql.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class SharedTransactionTest {
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
}
