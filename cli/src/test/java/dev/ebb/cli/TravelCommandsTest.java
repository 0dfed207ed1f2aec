package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From release to release on real databases. */
@ExtendWith(LeakCheck.class)
class TravelCommandsTest {
  @TempDir Path folder;
  private Journey journey = new Journey(Path.of(""));

  @BeforeEach
  void start() {
    journey = new Journey(folder);
  }

  @AfterEach
  void end() {
    journey.close();
  }

  @Test
  void aDowngradeLeavesExactlyTheOlderRelease() {
    journey.threeReleases();
    journey.upTo("v1.2.0");
    Result down = journey.travel("downgrade", "--from=v1.2.0", "--to=v1.0.0", "--yes");
    assertThat(down.status()).as(down.err()).isZero();
    assertThat(down.out())
        .startsWith(
            """
            ✱ Ebb migrator 0.1.0
            👉 Migrating to v1.0 (step 1 of 1)
            👉 Running schema migrations
            ✅ Schema migrations complete
            """);
    assertThat(journey.frontend().query(Journey.TABLES))
        .containsExactly("frontend_t1", "frontend_t2");
    assertThat(journey.codeintel().query(Journey.TABLES)).isEmpty();
    Result up = journey.travel("upgrade", "--from=v1.0.0", "--to=v1.2.0");
    assertThat(up.status()).as(up.err()).isZero();
    assertThat(journey.frontend().query(Journey.TABLES)).hasSize(5);
    assertThat(journey.codeintel().query(Journey.TABLES)).hasSize(2);
    assertThat(journey.travel("upgrade", "--from=v1.0.0", "--to=v1.2.0").err())
        .contains("everything was at v1.2.0 already");
  }

  @Test
  void aDryRunShowsEachStepAndChangesNothing() throws IOException {
    journey.threeReleases();
    journey.declare(7, "v1.1", "deprecated: v1.2", "non_destructive: true");
    journey.upTo("v1.2.0");
    journey.frontend().execute("INSERT INTO frontend_t5 VALUES (1), (2)");
    String before = journey.frontend().catalog();
    Result plan = journey.travel("downgrade", "--from=v1.2.0", "--to=v1.0.0", "--dry-run");
    assertThat(plan.status()).as(plan.err()).isZero();
    assertThat(plan.out())
        .contains(
            "👉 Migrating to v1.1 (step 1 of 2)\n   frontend: 2 migrations\n     down 5 (m5)\n",
            "     down 4 (m4)\n",
            "   codeintel: 1 migration\n     down 2 (m2)\n",
            "👉 Running out of band migrations [7]\n   7 moves what is there: non-destructive\n",
            "👉 Migrating to v1.0 (step 2 of 2)\n   frontend: 1 migration\n     down 3 (m3)\n",
            "table public.frontend_t5",
            "2 rows",
            "estimated time: about ",
            ", as it took here before; waiting for locks, and moving data, come on top");
    assertThat(journey.frontend().catalog()).isEqualTo(before);
    Result down = journey.travel("downgrade", "--from=v1.2.0", "--to=v1.0.0", "--yes");
    assertThat(down.out())
        .startsWith(
            """
            ✱ Ebb migrator 0.1.0
            👉 Migrating to v1.1 (step 1 of 2)
            👉 Running schema migrations
            ✅ Schema migrations complete
            👉 Running out of band migrations [7]
            ✅ Out of band migrations complete
            👉 Migrating to v1.0 (step 2 of 2)
            👉 Running schema migrations
            ✅ Schema migrations complete
            """);
  }

  @Test
  void dataMovesAtTheStopsWhereItMust() throws IOException {
    journey.threeReleases();
    for (String version : List.of("v1.0.0", "v1.1.0", "v1.2.0")) {
      journey
          .release(version)
          .migration(
              "frontend",
              9,
              "1",
              List.of(
                  "CREATE TABLE parts (id int PRIMARY KEY, moved int NOT NULL DEFAULT 0);",
                  "DROP TABLE parts;"));
    }
    journey.declare(
        7,
        "v1.1",
        "deprecated: v1.2",
        "",
        """
        table: parts
        key: id
        up: {predicate: moved = 0, set: moved = 1}
        down: {predicate: moved = 1, set: moved = 0}
        """);
    journey.upTo("v1.2.0");
    journey.frontend().execute("INSERT INTO parts SELECT i, 1 FROM generate_series(1, 3000) i");
    String[] down = {"downgrade", "--from=v1.2.0", "--to=v1.0.0", "--yes"};
    Result back = journey.travel(down);
    assertThat(back.status()).as(back.err()).isZero();
    assertThat(back.out()).contains("Running out of band migrations [7]");
    assertThat(journey.frontend().value("SELECT sum(moved) || ' of ' || count(*) FROM parts"))
        .isEqualTo("0 of 3000");
    Result forth = journey.travel("upgrade", "--from=v1.0.0", "--to=v1.2.0");
    assertThat(forth.status()).as(forth.err()).isZero();
    assertThat(journey.frontend().value("SELECT sum(moved) || ' of ' || count(*) FROM parts"))
        .isEqualTo("3000 of 3000");

    journey.frontend().execute("ALTER TABLE parts ADD CONSTRAINT stay CHECK (moved = 1)");
    Result stuck =
        journey.travel("downgrade", "--from=v1.2.0", "--to=v1.0.0", "--yes", "--skip-drift-check");
    assertThat(stuck.status()).as(stuck.err()).isEqualTo(3);
    assertThat(stuck.err()).contains("out-of-band migration 7", "stay", "'ebb downgrade' goes on");
    assertThat(journey.frontend().query(Journey.TABLES)).hasSize(3);
    journey.frontend().execute("ALTER TABLE parts DROP CONSTRAINT stay");
    Result on = journey.travel("downgrade", "--yes");
    assertThat(on.status()).as(on.err()).isZero();
    assertThat(journey.frontend().value("SELECT sum(moved) FROM parts")).isEqualTo("0");
    assertThat(journey.frontend().query(Journey.TABLES)).hasSize(2);
  }

  @Test
  void everythingThatSpeaksAgainstItIsToldAtOnce() throws Exception {
    journey.threeReleases();
    journey.declare(7, "v1.1", "", "irreversible: true");
    journey.upTo("v1.2.0");
    journey
        .frontend()
        .execute(
            "CREATE TABLE versions (service text PRIMARY KEY, version text NOT NULL); INSERT INTO versions"
                + " VALUES ('frontend', '1.1.3')");
    journey.codeintel().execute("CREATE TABLE by_hand (id int)");
    try (var other = journey.frontend().connect()) {
      assertThat(other.isValid(5)).isTrue();
      Result refused =
          journey.travelIn("production", "downgrade", "--from=v1.2.0", "--to=v1.0.0", "--yes");
      assertThat(refused.status()).isEqualTo(6);
      assertThat(refused.err())
          .contains(
              "the database says that v1.1.3 is installed, not v1.2.0",
              "--skip-version-check",
              "the database of schema \"codeintel\" is not what v1.2.0 makes of it, in 1 place:"
                  + " table public.by_hand",
              "--skip-drift-check",
              "out-of-band migration 7 (moves what is there) is irreversible",
              "--accept-irreversible",
              "other applications are connected to the database of schema \"frontend\"",
              "--allow-connected");
      assertThat(journey.frontend().query(Journey.TABLES)).hasSize(5);
      Result allowed =
          journey.travelIn(
              "production",
              "downgrade",
              "--from=v1.2.0",
              "--to=v1.0.0",
              "--yes",
              "--skip-version-check",
              "--skip-drift-check",
              "--accept-irreversible",
              "--allow-connected");
      assertThat(allowed.out()).contains("Running out of band migrations [7]");
      assertThat(journey.frontend().query(Journey.TABLES)).hasSize(2);
    }
    assertThat(journey.frontend().value("SELECT version FROM versions")).isEqualTo("1.0.0");
  }

  @Test
  void whoHoldsTablesAndHowMuchRoomItTakesIsToldBefore() throws Exception {
    journey.threeReleases();
    journey
        .release("v1.2.0")
        .migration(
            "frontend",
            10,
            "1",
            List.of(
                "ALTER TABLE frontend_t1 ADD COLUMN body text;",
                "ALTER TABLE frontend_t1 DROP COLUMN body;"));
    journey.upTo("v1.2.0");
    journey
        .frontend()
        .execute(
            "INSERT INTO frontend_t1 (id, body) SELECT g, (SELECT string_agg(md5((g * 100 + i)::text),"
                + " '') FROM generate_series(1, 32) i) FROM generate_series(1, 20000) g; ANALYZE");
    try (var other = journey.frontend().connect();
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT 1 FROM frontend_t1 LIMIT 1");
      Result plan =
          journey.travel(
              "downgrade", "--from=v1.2.0", "--to=v1.0.0", "--dry-run", "--skip-drift-check");
      assertThat(plan.status()).as(plan.err()).isZero();
      assertThat(plan.err())
          .contains(
              "as postgres holds public.frontend_t1, since ",
              "MB of disk are needed on the way, at most ",
              "MB for what is kept; new indexes and the write-ahead log come on top",
              "MB are free in ");
      other.rollback();
    }
  }

  @Test
  void ofAPatchThatIsNotKnownTheNearestOfItsLineCounts() {
    journey.threeReleases();
    journey.upTo("v1.2.0");
    Result back = journey.travel("downgrade", "--from=v1.2.7", "--to=v1.1.0", "--yes");
    assertThat(back.status()).as(back.err()).isZero();
    assertThat(back.err())
        .contains(
            "v1.2.7 is not among the releases of folder releases; the nearest of its line counts,"
                + " v1.2.0");
    assertThat(journey.frontend().query(Journey.TABLES)).hasSize(3);
    assertThat(journey.travel("downgrade", "--from=v1.1.0", "--to=v1.0.3", "--yes").err())
        .contains("unknown release v1.0.3", "the nearest that is known: v1.0.0");
    assertThat(journey.travel("upgrade", "--from=v1.4.0", "--to=v1.5.0").err())
        .contains("unknown release v1.4.0");
  }

  @Test
  void aReleaseThatIsMissingWhereDataHasToMoveIsAskedFor() throws IOException {
    journey.threeReleases();
    journey.declare(7, "v1.1", "deprecated: v1.2", "non_destructive: true");
    journey.upTo("v1.2.0");
    Files.move(
        journey.folder().resolve("releases/v1.1.0"), journey.folder().resolve("releases/gone"));
    Result refused = journey.travel("downgrade", "--from=v1.2.0", "--to=v1.0.0", "--yes");
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err())
        .contains(
            "out-of-band migration 7 (from v1.1, before v1.2) has to run on the way, and no release is"
                + " known in which it can",
            "tag it, put it into releases/, or make the bundle anew");
    assertThat(journey.frontend().query(Journey.TABLES)).hasSize(5);
  }

  @Test
  void whereNobodyWroteDownWhatIsInstalledTheLedgersTell() {
    journey.threeReleases();
    journey.upTo("v1.1.0");
    assertThat(
            journey
                .travel("downgrade", "--from=v1.2.0", "--to=v1.0.0", "--yes", "--skip-drift-check")
                .err())
        .contains(
            "schema \"frontend\" is not at v1.2.0: it lacks 2 migrations that it has",
            "schema \"codeintel\" is not at v1.2.0: it lacks 1 migration that it has");
    assertThat(
            journey.travel("upgrade", "--from=v1.0.0", "--to=v1.2.0", "--skip-drift-check").err())
        .contains("schema \"frontend\" is not at v1.0.0: it has 1 migration that it does not have");
  }

  @Test
  void whatStoppedOnTheWayGoesOnWithoutFlagsAndNothingElseBegins() {
    journey.threeReleases();
    journey.upTo("v1.2.0");
    journey.frontend().execute("CREATE VIEW in_the_way AS SELECT * FROM frontend_t3");
    Result halted =
        journey.travel(
            "downgrade",
            "--from=v1.2.0",
            "--to=v1.0.0",
            "--yes",
            "--skip-drift-check",
            "--feasibility=warn");
    assertThat(halted.status()).as(halted.err()).isEqualTo(3);
    assertThat(halted.err())
        .contains("stopped in step 1 of 1", "'ebb downgrade' goes on", "goes back to v1.2.0");
    assertThat(journey.frontend().query(Journey.TABLES)).hasSize(3);
    Result other = journey.travel("downgrade", "--from=v1.2.0", "--to=v1.1.0", "--yes");
    assertThat(other.status()).isEqualTo(6);
    assertThat(other.err())
        .contains(
            "the downgrade from v1.2.0 to v1.0.0, begun at",
            "go on with it: 'ebb downgrade', or turn back to v1.2.0: 'ebb downgrade --turn-back'");
    journey.frontend().execute("DROP VIEW in_the_way");
    Result on = journey.travel("downgrade", "--yes");
    assertThat(on.status()).as(on.err()).isZero();
    assertThat(on.err()).contains("going on with what was begun at");
    assertThat(journey.frontend().query(Journey.TABLES)).hasSize(2);
    assertThat(journey.codeintel().query(Journey.TABLES)).isEmpty();
    assertThat(journey.travel("downgrade", "--yes").err())
        .contains("the --from and --to flags are required: nothing is under way");
  }

  @Test
  void whereTheBundleRecordsWhatAReleaseGivesNothingIsReplayed() {
    journey.threeReleases();
    assertThat(journey.ebb().call("bundle", "--verify", "--shadow=target").status()).isZero();
    journey.upTo("v1.2.0");
    String[] down = {
      "downgrade",
      "--from=v1.2.0",
      "--to=v1.1.0",
      "--yes",
      "--bundle=ebb-releases.bundle",
      // nobody who may connect: a server that is not there would be waited for
      "--shadow=postgres://nobody_here@%s:%d/nowhere"
          .formatted(journey.frontend().host(), journey.frontend().port())
    };
    Result back = journey.ebb().with("EBB_ENVIRONMENT", "staging").call(down);
    assertThat(back.status()).as(back.err()).isZero();
    assertThat(back.err())
        .contains("just what 3 migrations of v1.1.0 (recorded) give", "1 migration of v1.1.0");
    journey.frontend().execute("CREATE TABLE by_hand (id int)");
    Result asked = journey.ebb().with("EBB_ENVIRONMENT", "staging").call(down);
    assertThat(asked.err()).contains("everything was at v1.1.0 already", "nobody_here");
    assertThat(asked.status()).isEqualTo(4);
  }

  @Test
  @Tag("proof")
  void whatAnImperfectWayBackLeavesIsNamedAndFinished() {
    journey.threeReleases();
    journey
        .release("v1.2.0")
        .migration(
            "frontend",
            5,
            "3,4",
            List.of(
                "CREATE TABLE frontend_t5 (id int); CREATE TYPE mood AS ENUM ('bad');",
                "DROP TABLE frontend_t5;"));
    journey.upTo("v1.2.0");
    Result down = journey.travel("downgrade", "--from=v1.2.0", "--to=v1.1.0", "--yes");
    assertThat(down.status()).as(down.err()).isEqualTo(4);
    assertThat(down.out()).contains("type public.mood", "DROP TYPE public.mood;");
    assertThat(down.err()).contains("--finish");
    Result finished =
        journey.travel("downgrade", "--from=v1.2.0", "--to=v1.1.0", "--yes", "--finish");
    assertThat(finished.status()).as(finished.err() + finished.out()).isZero();
    assertThat(journey.frontend().query("SELECT typname FROM pg_type WHERE typname = 'mood'"))
        .isEmpty();
    assertThat(journey.travel("downgrade", "--from=v1.2.0", "--to=v1.1.0", "--yes").status())
        .isZero();
  }

  @Test
  void waysThatDoNotExistAreRefusedBeforeAnythingIsContacted() {
    journey.threeReleases();
    InProcess nowhere = InProcess.in(journey.folder());
    assertThat(nowhere.call("downgrade", "--from=v1.0.0", "--to=v1.3.0").err())
        .contains("unknown release v1.3.0", "the nearest that is known: v1.2.0");
    assertThat(nowhere.call("upgrade", "--from=v1.0.0").err())
        .contains("the --from and --to flags are required");
    assertThat(nowhere.call("upgrade", "--from=x", "--to=v1.0").err())
        .contains("\"x\" is not a version");
    assertThat(journey.travel("downgrade", "--from=v1.0.0", "--to=v1.2.0").err())
        .contains("invalid range (from=v1.0.0 <= to=v1.2.0)", "ebb upgrade");
    assertThat(journey.travel("upgrade", "--from=v1.1.0", "--to=v1.1.0").status()).isEqualTo(2);
  }
}
