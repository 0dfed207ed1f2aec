package dev.ebb.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.backfill.Standing.Phase;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.graph.Direction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
final class BackfillTest {
  /** Not idempotent on purpose: a row that is done twice shows. */
  static final String COUNTING =
      """
      table: t
      key: id
      up: {predicate: NOT done, set: 'done = true, n = n + 1'}
      down: {predicate: done, set: 'done = false, n = n - 1'}
      batch: {first_size: 50, target: 20ms, rest: 0}
      """;

  @TempDir private Path project;
  private TestDatabase database;
  private Rig rig;

  @BeforeEach
  void open() {
    database = TestPostgres.shared().newDatabase();
    rig = new Rig(database, project);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void table(int rows) {
    database.execute(
        "CREATE TABLE t (id bigint PRIMARY KEY, n int NOT NULL DEFAULT 0, done bool NOT NULL DEFAULT false);"
            + "INSERT INTO t (id) SELECT 3 * i FROM generate_series(1, "
            + rows
            + ") i");
  }

  private String done() {
    return rig.value(
        "SELECT count(*) FILTER (WHERE done) || ' ' || sum(n) || ' ' || count(*) FROM t");
  }

  @Test
  void doesEveryRowOnceAndTakesEveryRowBack() {
    table(20_000);
    rig.declare(17, COUNTING);
    rig.up();
    assertThat(done()).isEqualTo("20000 20000 20000");
    assertThat(rig.standing().phase()).isEqualTo(Phase.DONE);
    assertThat(rig.standing().complete()).isTrue();
    assertThat(
            rig.value("SELECT progress, apply_reverse FROM ebb_out_of_band.out_of_band_migrations"))
        .isEqualTo("1|f");

    rig.down();
    assertThat(done()).isEqualTo("0 0 20000");
    assertThat(rig.standing().untouched()).isTrue();
    assertThat(
            rig.value("SELECT progress, apply_reverse FROM ebb_out_of_band.out_of_band_migrations"))
        .isEqualTo("0|t");
    assertThat(rig.events)
        .filteredOn(e -> e instanceof Advance.Finished)
        .extracting(e -> ((Advance.Finished) e).changed())
        .containsExactly(20_000L, 20_000L);
  }

  @Test
  void whatIsDoneIsLookedAtAndLeftAlone() {
    table(500);
    rig.declare(17, COUNTING);
    rig.up();
    rig.events.clear();
    rig.up();
    assertThat(rig.events).hasExactlyElementsOfTypes(Advance.NothingToDo.class);
    database.execute("INSERT INTO t (id) VALUES (1), (2), (999999)");
    rig.up();
    assertThat(done()).isEqualTo("503 503 503");
  }

  @Test
  void anEmptyTableIsAtItsEndAtOnce() {
    table(0);
    rig.declare(17, COUNTING);
    rig.up();
    assertThat(rig.standing().complete()).isTrue();
    rig.down();
    assertThat(rig.standing().untouched()).isTrue();
  }

  @Test
  void severalGoOneAfterTheOtherAndBackInTheOppositeOrder() {
    table(300);
    database.execute("ALTER TABLE t ADD a int, ADD b int");
    rig.declare(
        17,
        "table: t\nkey: id\nup: {predicate: a IS NULL, set: a = n}\ndown: {predicate: a IS NOT NULL, set: a = NULL}\n");
    rig.declare(
        18,
        "table: t\nkey: id\nup: {predicate: b IS NULL, set: b = a + 1}\ndown: {predicate: b IS NOT NULL, set: b = NULL}\n");
    rig.up();
    assertThat(rig.value("SELECT count(*) FROM t WHERE b = n + 1")).isEqualTo("300");
    rig.down();
    assertThat(rig.events)
        .filteredOn(e -> e instanceof Advance.Finished)
        .extracting(e -> e.migration().id().value())
        .containsExactly(17, 18, 18, 17);
  }

  @Test
  void goesByKeysOfAnyTypeInTablesOfAnyName() {
    database.execute(
        """
        CREATE SCHEMA "my 'app'";
        CREATE TABLE "my 'app'"."Us.er 's;" ("the 'Key'" text PRIMARY KEY, v int, "w;" int);
        INSERT INTO "my 'app'"."Us.er 's;" SELECT chr(40 + i % 80) || E'\\\\''"' || i, i FROM generate_series(1, 900) i;
        INSERT INTO "my 'app'"."Us.er 's;" VALUES ('', 0), ('ünï', 1), (E'a\\nb', 2);
        CREATE TABLE u (k uuid PRIMARY KEY, v int, w int);
        INSERT INTO u SELECT gen_random_uuid(), i FROM generate_series(1, 900) i;
        CREATE TABLE p (at timestamptz NOT NULL, v int, w int) PARTITION BY RANGE (at);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
        CREATE TABLE p2 PARTITION OF p DEFAULT;
        CREATE INDEX ON p (at);
        INSERT INTO p SELECT '2020-12-01'::timestamptz + i * interval '1 hour 0.123456 s', i FROM generate_series(1, 900) i;
        INSERT INTO p SELECT '2020-12-05', i FROM generate_series(1, 200) i;
        """);
    String small = "batch: {first_size: 7, largest_size: 50, rest: 0}\n";
    rig.declare(
        1,
        """
        table: '"my ''app''"."Us.er ''s;"'
        key: '"the ''Key''"'
        up: {predicate: '"w;" IS NULL', set: '"w;" = v'}
        down: {predicate: '"w;" IS NOT NULL', set: '"w;" = NULL'}
        """
            + small);
    rig.declare(2, COLUMNS.formatted("u", "k") + small);
    rig.declare(3, COLUMNS.formatted("p", "at") + small);
    rig.up();
    assertThat(rig.value("SELECT count(*) FROM \"my 'app'\".\"Us.er 's;\" WHERE \"w;\" = v"))
        .isEqualTo("903");
    assertThat(rig.value("SELECT count(*) FROM u WHERE w = v")).isEqualTo("900");
    assertThat(rig.value("SELECT count(*) FROM p WHERE w = v")).isEqualTo("1100");
    rig.down();
    assertThat(rig.value("SELECT count(w) FROM p")).isEqualTo("0");
  }

  static final String COLUMNS =
      """
      table: %s
      key: %s
      up: {predicate: w IS NULL, set: w = v}
      down: {predicate: w IS NOT NULL, set: w = NULL}
      """;

  @Test
  void rowsThatComeBehindTheCursorAreFoundInTheEnd() {
    table(5_000);
    rig.declare(17, COUNTING);
    boolean[] once = {false};
    rig.listener =
        event -> {
          if (event instanceof Advance.Checking && !once[0]) {
            once[0] = true;
            database.execute("INSERT INTO t (id) SELECT 3 * i + 1 FROM generate_series(1, 40) i");
          }
        };
    rig.up();
    assertThat(done()).isEqualTo("5040 5040 5040");
    assertThat(rig.events).anyMatch(e -> e instanceof Advance.AnotherPass);
  }

  @Test
  void severalWorkersShareTheRowsAndDoEachOnce() {
    table(60_000);
    rig.declare(17, COUNTING);
    rig.options = rig.options.withWorkers(4);
    database.execute(
        """
        ALTER TABLE t ADD by_pid int;
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN NEW.by_pid := pg_backend_pid(); RETURN NEW; END';
        CREATE TRIGGER note BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION note()\
        """);
    rig.up();
    assertThat(done()).isEqualTo("60000 60000 60000");
    assertThat(Integer.parseInt(rig.value("SELECT count(DISTINCT by_pid) FROM t")))
        .isGreaterThan(1);
    assertThat(rig.value("SELECT count(*) FROM ebb_out_of_band.portion")).isEqualTo("0");
  }

  @Test
  void connectionsThatAreEndedAtAnyMomentLoseAndRepeatNothing() throws InterruptedException {
    table(30_000);
    rig.declare(17, COUNTING);
    rig.options = rig.options.withWorkers(2);
    Thread axe =
        Thread.ofPlatform()
            .start(() -> {
              try {
                for (int i = 0; i < 8; i++) {
                  Thread.sleep(40 + 37 * (i % 3));
                  database.execute(
                      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ebb-test'"
                          + " AND datname = current_database() AND state <> 'idle' LIMIT 1");
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Ending ending = rig.run(Direction.UP);
    axe.join();
    if (ending instanceof Ending.Stopped) {
      rig.up();
    }
    assertThat(done()).isEqualTo("30000 30000 30000");
  }

  @Test
  void aCancelledRunGoesOnWhereItWas() {
    table(30_000);
    rig.declare(17, COUNTING);
    rig.listener =
        event -> {
          if (event instanceof Advance.Moved moved && moved.rows() > 0) {
            rig.cancellation.request();
          }
        };
    rig.order(desk -> desk.speed(Rig.id(17), Duration.ofMillis(5), 9000));
    assertThat(rig.stops(Direction.UP).what()).contains("17 (m) was interrupted");
    assertThat(rig.standing().phase()).isEqualTo(Phase.INTERRUPTED);
    long before = Long.parseLong(rig.value("SELECT count(*) FROM t WHERE done"));
    assertThat(before).isBetween(1L, 29_999L);

    rig.cancellation = new dev.ebb.run.Cancellation();
    rig.listener = _ -> {};
    rig.order(desk -> desk.speed(Rig.id(17), null, null));
    rig.events.clear();
    rig.up();
    assertThat(done()).isEqualTo("30000 30000 30000");
    assertThat(rig.events.getFirst())
        .isInstanceOfSatisfying(Advance.Began.class, b -> assertThat(b.resumed()).isTrue());
    assertThat(rig.standing().changed()).isEqualTo(30_000);
  }

  @Test
  void turnsRoundInTheMiddle() {
    table(20_000);
    rig.declare(17, COUNTING);
    rig.listener =
        event -> {
          if (event instanceof Advance.Moved moved && moved.rows() > 0) {
            rig.cancellation.request();
          }
        };
    rig.order(desk -> desk.speed(Rig.id(17), Duration.ofMillis(5), 9000));
    rig.stops(Direction.UP);
    rig.order(desk -> desk.speed(Rig.id(17), Duration.ofMillis(50), 0));
    rig.cancellation = new dev.ebb.run.Cancellation();
    rig.listener = _ -> {};
    rig.down();
    assertThat(done()).isEqualTo("0 0 20000");
  }

  @Test
  void pausesWhenSomebodySaysSoAndGoesOn() throws InterruptedException {
    table(20_000);
    rig.declare(17, COUNTING);
    rig.order(desk -> desk.pause(Rig.id(17), true));
    Thread run = Thread.ofPlatform().start(rig::up);
    while (rig.events.stream().noneMatch(e -> e instanceof Advance.Paused)) {
      Thread.sleep(20);
    }
    Thread.sleep(300);
    assertThat(done()).startsWith("0 0");
    assertThat(rig.standing().phase()).isEqualTo(Phase.RUNNING);
    assertThat(rig.standing().paused()).isTrue();
    rig.order(desk -> desk.pause(Rig.id(17), false));
    run.join();
    assertThat(done()).isEqualTo("20000 20000 20000");
    assertThat(rig.events)
        .filteredOn(e -> e instanceof Advance.Paused)
        .extracting(e -> ((Advance.Paused) e).paused())
        .containsExactly(true, false);
  }

  @Test
  void progressIsToldWithoutCountingTheTable() {
    table(50_000);
    database.execute("ANALYZE t");
    rig.declare(17, COUNTING);
    rig.order(desk -> desk.speed(Rig.id(17), Duration.ofMillis(20), 1500));
    rig.up();
    List<Advance.Moved> moved =
        rig.events.stream()
            .filter(e -> e instanceof Advance.Moved)
            .map(e -> (Advance.Moved) e)
            .toList();
    assertThat(moved).hasSizeGreaterThan(1);
    assertThat(moved)
        .isSortedAccordingTo(java.util.Comparator.comparingDouble(Advance.Moved::done));
    assertThat(moved.getLast().rate()).isPositive();
    database.execute("SELECT pg_stat_clear_snapshot()");
    assertThat(
            Integer.parseInt(
                rig.value("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 't'")))
        .isLessThanOrEqualTo(3);
  }
}
