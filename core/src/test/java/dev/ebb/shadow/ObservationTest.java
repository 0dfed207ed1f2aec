package dev.ebb.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Source;
import dev.ebb.graph.Step;
import dev.ebb.shadow.Observation.LockSeen;
import dev.ebb.shadow.Observation.Rewrite;
import dev.ebb.shadow.Observation.RowChange;
import dev.ebb.sql.Script;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a step does is seen as it is, not guessed from its text. */
@ExtendWith(LeakCheck.class)
class ObservationTest {
  private static final SchemaName SCHEMA = new SchemaName("frontend");

  private TestDatabase home = TestPostgres.shared().database("postgres");
  private Shadow shadow = open();
  private Replay replay = Replay.in(shadow, Replay.Settings.of(SCHEMA, "schema_migrations"));
  private long next = 1;

  private Shadow open() {
    return Shadow.open(new ShadowPlace.OnServer(ShadowTest.settings(home)), Likeness.ofMajor(15));
  }

  @BeforeEach
  void prepare() {
    replay.up(
        List.of(
            migration(
                """
                CREATE TABLE a (id int PRIMARY KEY, note text);
                CREATE TABLE "B.b" (id int PRIMARY KEY, a int REFERENCES a);
                CREATE INDEX note ON a (note);
                INSERT INTO a SELECT n, 'row ' || n FROM generate_series(1, 10) n;
                """,
                "DROP TABLE \"B.b\"; DROP TABLE a;")));
  }

  @AfterEach
  void close() {
    replay.close();
    shadow.close();
    home.close();
  }

  private Migration migration(String up, String down) {
    long id = next++;
    return new Migration(
        new MigrationId(id),
        "m" + id,
        id == 1 ? List.of() : List.of(new MigrationId(id - 1)),
        Set.of(),
        new Source(id + "/up.sql", Script.parse(up)),
        new Source(id + "/down.sql", Script.parse(down)));
  }

  private Observation up(String sql) {
    return replay.observe(
        new Step(Direction.UP, migration(sql, "SELECT 1"), Step.Origin.PROJECT), Detail.STATEMENTS);
  }

  private static List<String> locks(Observation seen) {
    return seen.locks().stream()
        .map(l -> l.relation().title() + " " + l.mode().sql() + " by " + l.statement())
        .toList();
  }

  @Test
  void locksAreTheStrongestOfEachRelationInTheOrderOfTheFirst() {
    Observation seen =
        up(
            """
            SELECT count(*) FROM a;
            ALTER TABLE "B.b" ADD COLUMN c int;
            CREATE TABLE fresh (id int);
            DROP INDEX note;
            """);
    assertThat(seen.succeeded()).isTrue();
    assertThat(locks(seen))
        .contains(
            "table public.a ACCESS EXCLUSIVE by 4",
            "table public.\"B.b\" ACCESS EXCLUSIVE by 2",
            "index public.note ACCESS EXCLUSIVE by 4")
        .noneMatch(lock -> lock.contains("fresh") || lock.contains("migration_logs"));
    assertThat(seen.locks().getFirst().relation().path()).isEqualTo("public.a");
    assertThat(seen.statements().getFirst().locks())
        .extracting(LockSeen::mode)
        .contains(LockMode.ACCESS_SHARE);
  }

  @Test
  void lookingAtTheCatalogTakesNoLocksOfItsOwn() {
    replay.up(List.of(migration("CREATE VIEW v AS SELECT id FROM a", "DROP VIEW v")));
    Observation seen = up("SELECT 1; SELECT 2;");
    assertThat(seen.locks()).isEmpty();
    assertThat(seen.before()).isEqualTo(seen.after());
  }

  @Test
  void rewritesAreThoseOfWhichANewFileIsWritten() {
    Observation seen = up("ALTER TABLE a ALTER id TYPE bigint");
    assertThat(seen.rewrites())
        .extracting(r -> r.relation().title())
        .contains("table public.a", "index public.a_pkey");
    assertThat(seen.rewrites()).noneMatch(Rewrite::emptied);
    assertThat(up("ALTER TABLE a ADD COLUMN cheap int DEFAULT 7").rewrites()).isEmpty();
    assertThat(up("ALTER TABLE a ALTER note TYPE varchar").rewrites()).isEmpty();
    assertThat(up("REINDEX INDEX note").rewrites())
        .extracting(r -> r.relation().title())
        .containsExactly("index public.note");
    assertThat(up("TRUNCATE a CASCADE").rewrites())
        .contains(new Rewrite(new Relation(dev.ebb.catalog.Kind.TABLE, "public.a"), true));
  }

  @Test
  void rowsAreCountedPerTableAndStatement() {
    Observation seen =
        up(
            """
            UPDATE a SET note = 'x' WHERE id < 4;
            INSERT INTO "B.b" SELECT id, id FROM a;
            DELETE FROM "B.b" WHERE id > 8;
            CREATE TABLE c AS SELECT * FROM a;
            COPY c FROM stdin;
            77	seventy-seven
            \\.
            """);
    assertThat(seen.problems()).isEmpty();
    assertThat(seen.rows().stream().map(ObservationTest::counts))
        .containsExactly("public.\"B.b\" +10 ~0 -2", "public.a +0 ~3 -0", "public.c +11 ~0 -0");
    assertThat(seen.statements().get(1).rows().stream().map(ObservationTest::counts))
        .containsExactly("public.\"B.b\" +10 ~0 -0");
    assertThat(
            up("UPDATE a SET note = 'y' WHERE id = 1").rows().stream().map(ObservationTest::counts))
        .containsExactly("public.a +0 ~1 -0");
  }

  private static String counts(RowChange c) {
    return "%s +%d ~%d -%d".formatted(c.table().path(), c.inserted(), c.updated(), c.deleted());
  }

  @Test
  void objectsAreSeenBeforeAndAfterEachStatement() {
    Observation seen = up("CREATE TABLE c (id int); ALTER TABLE c RENAME TO d; DROP TABLE d;");
    assertThat(seen.before()).isEqualTo(seen.after());
    assertThat(
            seen.statements().stream()
                .map(s ->
                    Objects.requireNonNull(s.after()).objects().stream()
                        .map(CatalogObject::title)
                        .toList()))
        .satisfiesExactly(
            one -> assertThat(one).contains("table public.c"),
            two -> assertThat(two).contains("table public.d").doesNotContain("table public.c"),
            three -> assertThat(three).doesNotContain("table public.d"));
  }

  @Test
  void ofAStepThatCannotBeOneTransactionItIsSaidWhatWasNotSeen() {
    Observation seen =
        up(
            """
            CREATE INDEX CONCURRENTLY later ON a (id, note);
            UPDATE a SET note = 'z' WHERE id = 2;
            """);
    assertThat(seen.problems()).isEmpty();
    assertThat(seen.unseen())
        .singleElement()
        .satisfies(gap -> assertThat(gap.statement()).isEqualTo(1));
    assertThat(seen.rows().stream().map(ObservationTest::counts))
        .containsExactly("public.a +0 ~1 -0");
    assertThat(locks(seen)).contains("table public.a ROW EXCLUSIVE by 2");
    assertThat(seen.after().difference(seen.before()).onlyHere())
        .extracting(CatalogObject::title)
        .containsExactly("index public.later");
  }

  @Test
  void aStepThatFailsIsToldWithWhatWasSeenAndLeavesNothing() {
    Observation seen = up("CREATE TABLE c (id int); SELECT nonsense;");
    assertThat(seen.succeeded()).isFalse();
    assertThat(seen.statements()).hasSize(1);
    assertThat(seen.problems().getFirst().what()).contains("on the shadow", "nonsense");
    assertThat(replay.catalog()).isEqualTo(seen.before());
    assertThat(up("CREATE TABLE c (id int)").succeeded()).isTrue();
  }

  @Test
  void aStepThatHangsIsStopped() {
    Replay.Settings usual = Replay.Settings.of(SCHEMA, "schema_migrations");
    replay.close();
    replay =
        Replay.in(
            shadow,
            new Replay.Settings(
                usual.schema(),
                usual.versionTable(),
                usual.reader(),
                Duration.ofMillis(300),
                usual.events(),
                usual.cancellation()));
    assertThat(up("SELECT pg_sleep(60)").problems().getFirst().what()).contains("stopped after");
    assertThat(up("CREATE TABLE c (id int)").succeeded()).isTrue();
  }

  @Test
  void aStepRunsDownAndUpAgain() {
    Migration table = migration("CREATE TABLE c (id int)", "DROP TABLE c");
    Step up = new Step(Direction.UP, table, Step.Origin.PROJECT);
    Step down = new Step(Direction.DOWN, table, Step.Origin.PROJECT);
    Observation there = replay.observe(up, Detail.STEP);
    Observation back = replay.observe(down, Detail.STEP);
    assertThat(back.after()).isEqualTo(there.before());
    assertThat(locks(back)).containsExactly("table public.c ACCESS EXCLUSIVE by 1");
    assertThat(replay.observe(up, Detail.STEP).after()).isEqualTo(there.after());
  }
}
