package dev.ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.event.Event;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** While nobody else is there, small steps travel to the server together. Nothing else may tell. */
class OneMessageTest {
  private final TestDatabase db = TestPostgres.shared().newDatabase();
  private final Rig rig = new Rig(db);

  private void marks(int from, int to) {
    for (int i = from; i <= to; i++) {
      rig.add(
          """
          CREATE TABLE m%1$d (at timestamptz DEFAULT statement_timestamp(), id bigserial);
          INSERT INTO m%1$d DEFAULT VALUES\
          """
              .formatted(i),
          "DROP TABLE m%d".formatted(i));
    }
  }

  private String messages(int of) {
    StringBuilder all = new StringBuilder("SELECT count(DISTINCT at) FROM (");
    for (int i = 1; i <= of; i++) {
      all.append(i > 1 ? " UNION ALL " : "").append("SELECT at FROM m").append(i);
    }
    return db.value(all + ") x");
  }

  private List<Long> finished() {
    return rig.events(Event.StepFinished.class).stream().map(e -> e.step().id().value()).toList();
  }

  @Test
  void smallStepsOfANewDatabaseTravelTogether() {
    marks(1, 40);
    assertThat(rig.up()).isInstanceOf(Outcome.Finished.class);
    assertThat(messages(40)).isEqualTo("2");
    assertThat(finished()).hasSize(40).isSorted();
    assertThat(db.value("SELECT version FROM schema_migrations")).isEqualTo("40");
  }

  @Test
  void onADatabaseThatIsNotNewTheirNumberGrowsWithWhatTheyTake() {
    marks(1, 1);
    rig.up();
    marks(2, 70);
    assertThat(rig.up()).isInstanceOf(Outcome.Finished.class);
    assertThat(Integer.parseInt(messages(70))).isBetween(4, 40);
    assertThat(finished()).hasSize(70).isSorted();
  }

  @Test
  void noneWhileSomebodyElseIsThere() throws SQLException {
    marks(1, 1);
    rig.up();
    marks(2, 5);
    try (Connection _ = db.connect()) {
      assertThat(rig.up()).isInstanceOf(Outcome.Finished.class);
    }
    assertThat(messages(5)).isEqualTo("5");
  }

  @Test
  void whatTakesLongWhereSomebodyMayComeGoesByItself() {
    marks(1, 1);
    rig.up();
    marks(2, 4);
    rig.add("ALTER TABLE m1 ADD COLUMN b text DEFAULT pg_sleep(0.6)::text", "");
    marks(6, 8);
    assertThat(rig.up()).isInstanceOf(Outcome.Finished.class);
    assertThat(finished()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    assertThat(
            db.query("SELECT version FROM migration_logs WHERE finished_at - started_at > '0.6 s'"))
        .containsExactly("5");
    assertThat(db.value("SELECT count(*) FROM m4")).isEqualTo("1");
  }

  @Test
  void aTimeoutThatAStepSetsIsNotTakenForOurs() {
    marks(1, 1);
    rig.up();
    marks(2, 3);
    rig.add(
        "SET statement_timeout = '20s'; ALTER TABLE m1 ADD COLUMN b text DEFAULT pg_sleep(0.4)::text",
        "");
    rig.add("CREATE TABLE said AS SELECT current_setting('statement_timeout') AS t", "");
    assertThat(rig.up()).isInstanceOf(Outcome.Finished.class);
    assertThat(db.value("SELECT t FROM said")).isEqualTo("0");
  }

  @Test
  void aStepThatFailsAmongThemIsNamedAndTakesNothingWithIt() {
    marks(1, 6);
    rig.add("CREATE TABLE n (id int);\nALTER TABLE nowhere ADD COLUMN b int", "DROP TABLE n");
    marks(8, 9);
    assertThat(rig.up())
        .isInstanceOfSatisfying(
            Outcome.Stopped.class,
            stopped ->
                assertThat(stopped.problems().getFirst().toString())
                    .contains("nowhere")
                    .contains("7/up.sql")
                    .contains("2"));
    assertThat(rig.applied()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(db.value("SELECT id FROM m6")).isEqualTo("1");
    assertThat(db.value("SELECT to_regclass('n') IS NULL AND to_regclass('m8') IS NULL"))
        .isEqualTo("t");
  }

  @Test
  void aStepThatCannotBeWrittenDownTakesNothingWithIt() {
    marks(1, 3);
    rig.add("CREATE TABLE n ()", "DROP TABLE n -- \0");
    marks(5, 6);
    assertThat(rig.up()).isInstanceOf(Outcome.Stopped.class);
    assertThat(rig.applied()).containsExactly(1L, 2L, 3L);
    assertThat(db.value("SELECT version FROM schema_migrations")).isEqualTo("3");
    assertThat(db.value("SELECT to_regclass('n') IS NULL AND to_regclass('m3') IS NOT NULL"))
        .isEqualTo("t");
  }

  @Test
  void whatTheServerSaysIsSaidOfTheStepThatItIsAbout() {
    marks(1, 3);
    rig.add("CREATE TABLE %s ()".formatted("x".repeat(70)), "");
    marks(5, 6);
    assertThat(rig.up()).isInstanceOf(Outcome.Finished.class);
    assertThat(rig.events(Event.ServerNotice.class))
        .isNotEmpty()
        .allSatisfy(notice -> assertThat(notice.step().id().value()).isEqualTo(4));
    assertThat(finished()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void nothingThatOneSetsReachesTheNext() {
    rig.add("CREATE SCHEMA other", "");
    rig.add(
        "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS"
            + " $$ SELECT set_config('search_path', 'other', false) $$",
        "");
    rig.add("CREATE TABLE a (id int); INSERT INTO a VALUES (1)", "");
    rig.add("ALTER TABLE a ADD COLUMN b text DEFAULT f()", "").add("CREATE TABLE c ()", "");
    assertThat(rig.up()).isInstanceOf(Outcome.Finished.class);
    assertThat(db.value("SELECT b FROM a")).isEqualTo("other");
    assertThat(db.value("SELECT to_regclass('public.c') IS NOT NULL")).isEqualTo("t");
  }

  @Test
  void theHistorySaysHowLongEachTook() {
    marks(1, 20);
    rig.add("ALTER TABLE m1 ADD COLUMN b text DEFAULT pg_sleep(0.2)::text", "");
    marks(22, 24);
    rig.up();
    assertThat(
            db.query("SELECT version FROM migration_logs WHERE finished_at - started_at > '0.2 s'"))
        .containsExactly("21");
    assertThat(
            db.value(
                "SELECT count(*) FROM migration_logs a JOIN migration_logs b ON b.id = a.id + 1"
                    + " WHERE b.started_at < a.finished_at OR a.finished_at < a.started_at"))
        .isEqualTo("0");
  }

  @AfterEach
  void close() {
    db.close();
  }
}
