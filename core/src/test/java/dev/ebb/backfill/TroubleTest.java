package dev.ebb.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.backfill.Standing.Phase;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.graph.Direction;
import dev.ebb.outofband.Declaration;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong: it is found, named, and stops; or it passes, and nothing was lost. */
@ExtendWith(LeakCheck.class)
final class TroubleTest {
  private static final String FILL =
      """
      table: s
      key: id
      up: {predicate: w IS NULL, set: w = upper(v)}
      down: {predicate: w IS NOT NULL, set: w = NULL}
      batch: {first_size: 50, rest: 0, target: 20ms, lock_timeout: 50ms}
      """;
  private static final String PROGRESS =
      "SELECT coalesce(avg((w IS NOT NULL)::int), 1)::float8 FROM s";

  @TempDir private Path project;
  private TestDatabase database;
  private Rig rig;

  @BeforeEach
  void open() {
    database = TestPostgres.shared().newDatabase();
    rig = new Rig(database, project);
    database.execute(
        "CREATE TABLE s (id int PRIMARY KEY, v text NOT NULL, w text);"
            + "INSERT INTO s SELECT i, 'v' || i FROM generate_series(1, 4000) i");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private String filled() {
    return rig.value("SELECT count(w) FROM s");
  }

  @Test
  void aBatchThatMakesNoProgressIsUndoneAndNamed() {
    rig.declare(17, FILL.replace("w = upper(v)", "v = upper(v)"));
    Problem problem = rig.stops(Direction.UP);
    assertThat(problem.what())
        .isEqualTo(
            "out-of-band migration 17 (m) makes no progress: a batch changed 50 rows, and every one of"
                + " them still needs it; the batch was undone");
    assertThat(problem.remedy())
        .contains("out-of-band/17_m", "ebb run-out-of-band-migrations --id=17");
    assertThat(rig.value("SELECT count(*) FROM s WHERE v LIKE 'V%'")).isEqualTo("0");
    assertThat(rig.standing().phase()).isEqualTo(Phase.STOPPED);
    assertThat(rig.standing().note()).contains("makes no progress");
  }

  @Test
  void rowsThatResistAreNamedAfterAFewPasses() {
    database.execute(
        """
        CREATE FUNCTION resist() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.w := NULL; RETURN NEW; END';
        CREATE TRIGGER resist BEFORE UPDATE ON s FOR EACH ROW WHEN (OLD.id IN (77, 3999))
          EXECUTE FUNCTION resist()\
        """);
    rig.declare(17, FILL);
    assertThat(rig.stops(Direction.UP).what())
        .contains("makes no progress: after")
        .contains("2 rows still match: w IS NULL (for example id = ");
    assertThat(filled()).isEqualTo("3998");
    assertThat(rig.standing().progress()).isLessThan(1);

    database.execute("DROP TRIGGER resist ON s");
    rig.up();
    assertThat(filled()).isEqualTo("4000");
  }

  @Test
  void aTriggerThatSwallowsEveryUpdateIsNoEndlessLoop() {
    database.execute(
        """
        CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
        CREATE TRIGGER swallow BEFORE UPDATE ON s FOR EACH ROW EXECUTE FUNCTION swallow()\
        """);
    rig.declare(17, FILL);
    assertThat(rig.stops(Direction.UP).what()).contains("4000 rows still match");
    database.execute("DROP TRIGGER swallow ON s");
    rig.up();
    assertThat(filled()).isEqualTo("4000");
  }

  @Test
  void theRowThatFailsIsFoundAndAllBeforeItAreDone() {
    database.execute("ALTER TABLE s ADD CHECK (w <> 'V1234')");
    rig.declare(17, FILL);
    Problem problem = rig.stops(Direction.UP);
    assertThat(problem.code()).isEqualTo(FaultCode.STATEMENT);
    assertThat(problem.what()).contains("17 (m) failed at key 1234:", "s_w_check", "(23514)");
    assertThat(filled()).isEqualTo("1233");
    assertThat(rig.standing().lastError()).contains("key 1234");
    assertThat(rig.value("SELECT count(*) > 0 FROM ebb_out_of_band.out_of_band_migrations_errors"))
        .isEqualTo("t");

    database.execute("UPDATE s SET v = 'other' WHERE id = 1234");
    rig.events.clear();
    rig.up();
    assertThat(filled()).isEqualTo("4000");
    assertThat(rig.standing().changed()).isEqualTo(4000);
    assertThat(rig.standing().note()).isNull();
  }

  @Test
  void whatHasBegunIsNeitherUntouchedNorCompleteHoweverSoonItStops() {
    rig.declare(17, FILL.replace("first_size: 50", "first_size: 1, largest_size: 1"));
    database.execute("ALTER TABLE s ADD CHECK (w <> 'V3')");
    rig.stops(Direction.UP);
    assertThat(filled()).isEqualTo("2");
    underWay();

    database.execute("ALTER TABLE s ADD CHECK (id <> 1 OR w IS NOT NULL)");
    rig.stops(Direction.DOWN);
    assertThat(filled()).isEqualTo("2");
    underWay();
    rig.stops(Direction.UP);
    underWay();
  }

  @Test
  void soItIsWithScriptsWhoseProgressNobodyHasAskedYet() {
    rig.declare(17, "batch: {first_size: 1, largest_size: 1, rest: 0, errors: 1}\n");
    rig.write("17_m/progress.sql", PROGRESS);
    rig.write("17_m/up.sql", queue("w = upper(v)", "w IS NULL"));
    rig.write("17_m/down.sql", queue("w = NULL", "w IS NOT NULL"));
    database.execute("ALTER TABLE s ADD CHECK (w <> 'V3')");
    rig.stops(Direction.UP);
    assertThat(filled()).isEqualTo("2");
    underWay();

    database.execute("ALTER TABLE s ADD CHECK (id <> 2 OR w IS NOT NULL)");
    rig.stops(Direction.DOWN);
    assertThat(filled()).isEqualTo("1");
    underWay();
  }

  // An upgrade and a downgrade go by what stands in the table.
  private void underWay() {
    assertThat(rig.standing().untouched()).isFalse();
    assertThat(rig.standing().complete()).isFalse();
    assertThat(
            rig.value(
                "SELECT progress > 0 AND progress < 1 FROM ebb_out_of_band.out_of_band_migrations"))
        .isEqualTo("t");
  }

  @Test
  void sqlThatIsWrongWhateverTheRowsIsTriedOnce() {
    rig.declare(17, FILL.replace("upper(v)", "uper(v)"));
    Problem problem = rig.stops(Direction.UP);
    assertThat(problem.what()).contains("function uper(text) does not exist");
    assertThat(rig.events).noneMatch(e -> e instanceof Advance.Retrying);
  }

  @Test
  void whoIsInTheWayIsWaitedFor() throws SQLException, InterruptedException {
    rig.declare(17, FILL);
    try (Connection other = database.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("UPDATE s SET v = 'mine' WHERE id = 2000");
      Thread run = Thread.ofPlatform().start(rig::up);
      while (rig.events.stream().filter(e -> e instanceof Advance.Retrying).count() < 3) {
        Thread.sleep(10);
      }
      other.commit();
      run.join();
    }
    assertThat(filled()).isEqualTo("4000");
    assertThat(rig.value("SELECT w FROM s WHERE id = 2000")).isEqualTo("MINE");
  }

  @Test
  void whoWantsItInTheOtherDirectionIsToldWhoIsAtIt() throws InterruptedException {
    rig.declare(17, FILL);
    rig.order(desk -> desk.pause(Rig.id(17), true));
    Thread run = Thread.ofPlatform().start(rig::up);
    while (rig.events.stream().noneMatch(e -> e instanceof Advance.Paused)) {
      Thread.sleep(10);
    }
    Rig second = new Rig(database, project);
    Problem problem = second.stops(Direction.DOWN);
    assertThat(problem.code()).isEqualTo(FaultCode.BUSY);
    assertThat(problem.what()).contains("is being run forward by", "ebb-test");
    rig.order(desk -> desk.pause(Rig.id(17), false));
    run.join();
    second.down();
    assertThat(filled()).isEqualTo("0");
  }

  @Test
  void twoProcessesInTheSameDirectionHelpEachOther() throws InterruptedException {
    rig.declare(17, FILL);
    Rig second = new Rig(database, project);
    Thread other = Thread.ofPlatform().start(second::up);
    rig.up();
    other.join();
    assertThat(filled()).isEqualTo("4000");
    assertThat(rig.standing().changed()).isEqualTo(4000);
  }

  @Test
  void aHelperDoesWhatIsUnderWayAndBeginsNothing() throws InterruptedException {
    rig.declare(17, FILL);
    assertThat(rig.backfill().help(rig.declarations()).completed()).isEmpty();
    assertThat(filled()).isEqualTo("0");
    rig.order(desk -> desk.pause(Rig.id(17), true));
    Rig first = new Rig(database, project);
    Thread run = Thread.ofPlatform().start(first::up);
    awaitBegin(first);
    List<Declaration> helped = new CopyOnWriteArrayList<>();
    Thread help =
        Thread.ofPlatform()
            .start(() -> helped.addAll(rig.backfill().help(rig.declarations()).completed()));
    awaitBegin(rig);
    rig.order(desk -> desk.pause(Rig.id(17), false));
    run.join();
    help.join();
    assertThat(helped).hasSize(1);
    assertThat(filled()).isEqualTo("4000");
  }

  private static void awaitBegin(Rig rig) throws InterruptedException {
    while (rig.events.stream().noneMatch(e -> e instanceof Advance.Began)) {
      Thread.sleep(10);
    }
  }

  @Test
  void scriptsThatFindTheirRowsThemselvesRunToTheEndAndBack() {
    rig.declare(17, "batch: {first_size: 100, rest: 0}\n");
    rig.write("17_m/progress.sql", PROGRESS);
    rig.write("17_m/up.sql", queue("w = upper(v)", "w IS NULL"));
    rig.write("17_m/down.sql", queue("w = NULL", "w IS NOT NULL"));
    rig.options = rig.options.withWorkers(2);
    rig.up();
    assertThat(filled()).isEqualTo("4000");
    rig.down();
    assertThat(filled()).isEqualTo("0");
  }

  private static String queue(String set, String needy) {
    return """
    WITH todo AS (SELECT id FROM s WHERE %s ORDER BY id LIMIT :batch_size FOR UPDATE SKIP LOCKED),
         did AS (UPDATE s SET %s FROM todo WHERE s.id = todo.id RETURNING 1)
    SELECT count(*) FROM did;
    """
        .formatted(needy, set);
  }

  @Test
  void aScriptThatGoesRoundInCirclesIsStopped() {
    rig.declare(17, "batch: {first_size: 100, largest_size: 100, rest: 0}\n");
    rig.write("17_m/progress.sql", PROGRESS);
    rig.write("17_m/up.sql", queue("v = v || 'x'", "w IS NULL"));
    rig.write("17_m/down.sql", queue("w = NULL", "w IS NOT NULL"));
    rig.haste = 20;
    assertThat(rig.stops(Direction.UP).what())
        .contains(
            "17 (m) makes no progress", "batches in a row changed rows, but progress is 0.00 %");
  }

  @Test
  void scriptsMayGoByTheRangeOfABatch() {
    rig.declare(17, "table: s\nkey: id\nbatch: {first_size: 100, rest: 0}\n");
    rig.write("17_m/progress.sql", PROGRESS);
    rig.write(
        "17_m/up.sql", "UPDATE s SET w = upper(v) WHERE id BETWEEN :first AND :last AND w IS NULL");
    rig.write("17_m/down.sql", "UPDATE s SET w = NULL WHERE id BETWEEN :first AND :last");
    rig.up();
    assertThat(filled()).isEqualTo("4000");
    rig.down();
    assertThat(filled()).isEqualTo("0");
  }

  @Test
  void progressThatIsNoShareIsRefused() {
    rig.declare(17, "batch: {first_size: 100, rest: 0}\n");
    rig.write("17_m/progress.sql", "SELECT 42");
    rig.write("17_m/up.sql", queue("w = upper(v)", "w IS NULL"));
    rig.write("17_m/down.sql", queue("w = NULL", "w IS NOT NULL"));
    assertThat(rig.stops(Direction.UP).what())
        .isEqualTo(
            "out-of-band/17_m/progress.sql must give one row with one number from 0 to 1, and gave 42");
  }

  @Test
  void aClassDoesWhatSqlAloneCannot() {
    rig.declare(17, "class: dev.ebb.backfill.UppercaseTask\n");
    rig.declare(18, "table: s\nkey: id\nclass: dev.ebb.backfill.UppercaseTask\n");
    rig.options = rig.options.withWorkers(2);
    rig.up();
    assertThat(filled()).isEqualTo("4000");
    rig.down();
    assertThat(filled()).isEqualTo("0");
  }

  @Test
  void aClassThatIsNotRegisteredIsNamedBeforeAnythingIsContacted() {
    rig.declare(17, "class: dev.ebb.backfill.UpercaseTask\n");
    Fault fault = catchThrowableOfType(Fault.class, () -> rig.run(Direction.UP));
    assertThat(fault.exitStatus().code()).isEqualTo(2);
    assertThat(fault)
        .hasMessage(
            "out-of-band migration 17 needs the class dev.ebb.backfill.UpercaseTask, which is not"
                + " registered");
    assertThat(fault.problems().getFirst().remedy())
        .contains("did you mean dev.ebb.backfill.UppercaseTask?", "META-INF/services/");
    assertThat(rig.value("SELECT to_regnamespace('ebb_out_of_band')")).isEqualTo("<null>");
  }

  @Test
  void aTableThatCannotBeWalkedThroughIsRefused() {
    database.execute("ALTER TABLE s ADD loose int, ADD firm int NOT NULL DEFAULT 1");
    rig.declare(17, FILL.replace("key: id", "key: loose"));
    assertThat(rig.stops(Direction.UP).what()).contains("s.loose may be null");
    rig.declare(17, FILL.replace("key: id", "key: firm"));
    assertThat(rig.stops(Direction.UP).what()).contains("no index begins with s.firm");
    rig.declare(17, FILL.replace("table: s", "table: later"));
    Problem problem = rig.stops(Direction.UP);
    assertThat(problem.code()).isEqualTo(FaultCode.OUT_OF_DATE);
    assertThat(problem.what()).contains("later", "has no such column");
    assertThat(problem.remedy()).contains("v4.3");
  }

  @Test
  void whatNeedsNoWayBackIsBackAtOnceAndRunsAnewWhenAskedFor() {
    rig.declare(17, "non_destructive: true\n" + FILL.replaceAll("down: .*\n", ""));
    rig.up();
    rig.down();
    assertThat(filled()).isEqualTo("4000");
    assertThat(rig.standing().untouched()).isTrue();
    assertThat(rig.standing().direction()).isEqualTo(Direction.DOWN);
    database.execute("UPDATE s SET w = NULL WHERE id < 100");
    rig.up();
    assertThat(filled()).isEqualTo("4000");
    assertThat(rig.standing().complete()).isTrue();
  }

  @Test
  void whatHasNoWayBackNeedsConsent() {
    rig.declare(17, "irreversible: true\n" + FILL.replaceAll("down: .*\n", ""));
    rig.up();
    Fault fault = catchThrowableOfType(Fault.class, () -> rig.run(Direction.DOWN));
    assertThat(fault.exitStatus().code()).isEqualTo(6);
    assertThat(fault.problems().getFirst().remedy()).contains("--accept-irreversible");
    rig.options = rig.options.acceptingIrreversible();
    rig.down();
    assertThat(filled()).isEqualTo("4000");
    assertThat(rig.standing().untouched()).isTrue();
  }
}
