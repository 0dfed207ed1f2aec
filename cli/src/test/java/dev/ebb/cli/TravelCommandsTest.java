package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From release to release on real databases. */
@ExtendWith(LeakCheck.class)
class TravelCommandsTest {
  private static final String TABLES =
      "SELECT tablename FROM pg_tables WHERE tablename ~ '_t[0-9]+$' ORDER BY 1";

  @TempDir Path folder;
  private final TestDatabase frontend = TestPostgres.shared().newDatabase();
  private final TestDatabase codeintel = TestPostgres.shared().newDatabase();

  @AfterEach
  void drop() {
    frontend.close();
    codeintel.close();
  }

  private SampleProject release(String version) {
    return new SampleProject(folder.resolve("releases/" + version));
  }

  private InProcess ebb() {
    Map<String, String> environment = new HashMap<>(SampleProject.connection("", frontend));
    environment.putAll(SampleProject.connection("CODEINTEL_", codeintel));
    environment.put("HOME", folder.toString());
    return new InProcess(folder, environment);
  }

  private Result travel(String... words) {
    return travelIn("staging", words);
  }

  private Result travelIn(String environment, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--shadow=target");
    return ebb().with("EBB_ENVIRONMENT", environment).call(all.toArray(String[]::new));
  }

  /**
   * v1.0 has 1 and 2; v1.1 adds 3 on 2; v1.2 adds 4 on 1, a branch that crossed v1.1, and 5 on
   * both; codeintel comes with v1.1.
   */
  private void threeReleases() {
    release("v1.0.0").table("frontend", 1, "").table("frontend", 2, "1");
    release("v1.1.0").chain("frontend").table("codeintel", 1, "");
    release("v1.2.0")
        .chain("frontend")
        .table("frontend", 4, "1")
        .table("frontend", 5, "3,4")
        .table("codeintel", 1, "")
        .table("codeintel", 2, "1");
  }

  private void upTo(String version) {
    Map<String, String> environment = new HashMap<>(ebb().environment());
    Result up = new InProcess(folder.resolve("releases/" + version), environment).call("up");
    assertThat(up.status()).as(up.err()).isZero();
  }

  private void declare(int id, String introduced, String deprecated, String more)
      throws IOException {
    declare(
        id,
        introduced,
        deprecated,
        more,
        """
        table: frontend_t2
        key: id
        up: {predicate: id < 0, set: id = 1}
        """);
  }

  private void declare(int id, String introduced, String deprecated, String more, String work)
      throws IOException {
    for (String version : List.of("v1.0.0", "v1.1.0", "v1.2.0")) {
      Path home = folder.resolve("releases/" + version + "/out-of-band/" + id + "_move");
      Files.createDirectories(home);
      Files.writeString(
          home.resolve("metadata.yaml"),
          """
          id: %d
          schema: frontend
          component: parts
          description: moves what is there
          introduced: %s
          %s
          %s
          %s
          """
              .formatted(id, introduced, deprecated, more, work));
    }
  }

  @Test
  void aDowngradeLeavesExactlyTheOlderRelease() {
    threeReleases();
    upTo("v1.2.0");
    Result down = travel("downgrade", "--from=v1.2.0", "--to=v1.0.0", "--yes");
    assertThat(down.status()).as(down.err()).isZero();
    assertThat(down.out())
        .startsWith(
            """
            ✱ Ebb migrator 0.1.0
            👉 Migrating to v1.0 (step 1 of 1)
            👉 Running schema migrations
            ✅ Schema migrations complete
            """);
    assertThat(frontend.query(TABLES)).containsExactly("frontend_t1", "frontend_t2");
    assertThat(codeintel.query(TABLES)).isEmpty();
    Result up = travel("upgrade", "--from=v1.0.0", "--to=v1.2.0");
    assertThat(up.status()).as(up.err()).isZero();
    assertThat(frontend.query(TABLES)).hasSize(5);
    assertThat(codeintel.query(TABLES)).hasSize(2);
    assertThat(travel("upgrade", "--from=v1.0.0", "--to=v1.2.0").err())
        .contains("everything was at v1.2.0 already");
  }

  @Test
  void aDryRunShowsEachStepAndChangesNothing() throws IOException {
    threeReleases();
    declare(7, "v1.1", "deprecated: v1.2", "non_destructive: true");
    upTo("v1.2.0");
    frontend.execute("INSERT INTO frontend_t5 VALUES (1), (2)");
    String before = frontend.catalog();
    Result plan = travel("downgrade", "--from=v1.2.0", "--to=v1.0.0", "--dry-run");
    assertThat(plan.status()).as(plan.err()).isZero();
    assertThat(plan.out())
        .contains(
            "👉 Migrating to v1.1 (step 1 of 2)\n   frontend: 2 migrations\n     down 5 (m5)\n",
            "     down 4 (m4)\n",
            "   codeintel: 1 migration\n     down 2 (m2)\n",
            "👉 Running out of band migrations [7]\n   7 moves what is there: non-destructive\n",
            "👉 Migrating to v1.0 (step 2 of 2)\n   frontend: 1 migration\n     down 3 (m3)\n",
            "table public.frontend_t5",
            "2 rows");
    assertThat(frontend.catalog()).isEqualTo(before);
    Result down = travel("downgrade", "--from=v1.2.0", "--to=v1.0.0", "--yes");
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
    threeReleases();
    for (String version : List.of("v1.0.0", "v1.1.0", "v1.2.0")) {
      release(version)
          .migration(
              "frontend",
              9,
              "1",
              List.of(
                  "CREATE TABLE parts (id int PRIMARY KEY, moved int NOT NULL DEFAULT 0);",
                  "DROP TABLE parts;"));
    }
    declare(
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
    upTo("v1.2.0");
    frontend.execute("INSERT INTO parts SELECT i, 1 FROM generate_series(1, 3000) i");
    String[] down = {"downgrade", "--from=v1.2.0", "--to=v1.0.0", "--yes"};
    Result back = travel(down);
    assertThat(back.status()).as(back.err()).isZero();
    assertThat(back.out()).contains("Running out of band migrations [7]");
    assertThat(frontend.value("SELECT sum(moved) || ' of ' || count(*) FROM parts"))
        .isEqualTo("0 of 3000");
    Result forth = travel("upgrade", "--from=v1.0.0", "--to=v1.2.0");
    assertThat(forth.status()).as(forth.err()).isZero();
    assertThat(frontend.value("SELECT sum(moved) || ' of ' || count(*) FROM parts"))
        .isEqualTo("3000 of 3000");

    frontend.execute("ALTER TABLE parts ADD CONSTRAINT stay CHECK (moved = 1)");
    Result stuck =
        travel("downgrade", "--from=v1.2.0", "--to=v1.0.0", "--yes", "--skip-drift-check");
    assertThat(stuck.status()).as(stuck.err()).isEqualTo(3);
    assertThat(stuck.err()).contains("out-of-band migration 7", "stay", "'ebb downgrade' goes on");
    assertThat(frontend.query(TABLES)).hasSize(3);
    frontend.execute("ALTER TABLE parts DROP CONSTRAINT stay");
    Result on = travel("downgrade", "--yes");
    assertThat(on.status()).as(on.err()).isZero();
    assertThat(frontend.value("SELECT sum(moved) FROM parts")).isEqualTo("0");
    assertThat(frontend.query(TABLES)).hasSize(2);
  }

  @Test
  void everythingThatSpeaksAgainstItIsToldAtOnce() throws Exception {
    threeReleases();
    declare(7, "v1.1", "", "irreversible: true");
    upTo("v1.2.0");
    frontend.execute(
        "CREATE TABLE versions (service text PRIMARY KEY, version text NOT NULL); INSERT INTO versions"
            + " VALUES ('frontend', '1.1.3')");
    codeintel.execute("CREATE TABLE by_hand (id int)");
    try (var other = frontend.connect()) {
      assertThat(other.isValid(5)).isTrue();
      Result refused = travelIn("production", "downgrade", "--from=v1.2.0", "--to=v1.0.0", "--yes");
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
      assertThat(frontend.query(TABLES)).hasSize(5);
      Result allowed =
          travelIn(
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
      assertThat(frontend.query(TABLES)).hasSize(2);
    }
    assertThat(frontend.value("SELECT version FROM versions")).isEqualTo("1.0.0");
  }

  @Test
  void whereNobodyWroteDownWhatIsInstalledTheLedgersTell() {
    threeReleases();
    upTo("v1.1.0");
    assertThat(
            travel("downgrade", "--from=v1.2.0", "--to=v1.0.0", "--yes", "--skip-drift-check")
                .err())
        .contains(
            "schema \"frontend\" is not at v1.2.0: it lacks 2 migrations that it has",
            "schema \"codeintel\" is not at v1.2.0: it lacks 1 migration that it has");
    assertThat(travel("upgrade", "--from=v1.0.0", "--to=v1.2.0", "--skip-drift-check").err())
        .contains("schema \"frontend\" is not at v1.0.0: it has 1 migration that it does not have");
  }

  @Test
  void whatStoppedOnTheWayGoesOnWithoutFlagsAndNothingElseBegins() {
    threeReleases();
    upTo("v1.2.0");
    frontend.execute("CREATE VIEW in_the_way AS SELECT * FROM frontend_t3");
    Result halted =
        travel(
            "downgrade",
            "--from=v1.2.0",
            "--to=v1.0.0",
            "--yes",
            "--skip-drift-check",
            "--feasibility=warn");
    assertThat(halted.status()).as(halted.err()).isEqualTo(3);
    assertThat(halted.err())
        .contains("stopped in step 1 of 1", "'ebb downgrade' goes on", "goes back to v1.2.0");
    assertThat(frontend.query(TABLES)).hasSize(3);
    Result other = travel("downgrade", "--from=v1.2.0", "--to=v1.1.0", "--yes");
    assertThat(other.status()).isEqualTo(6);
    assertThat(other.err())
        .contains(
            "the downgrade from v1.2.0 to v1.0.0, begun at",
            "go on with it: 'ebb downgrade', or turn back to v1.2.0: 'ebb downgrade --turn-back'");
    frontend.execute("DROP VIEW in_the_way");
    Result on = travel("downgrade", "--yes");
    assertThat(on.status()).as(on.err()).isZero();
    assertThat(on.err()).contains("going on with what was begun at");
    assertThat(frontend.query(TABLES)).hasSize(2);
    assertThat(codeintel.query(TABLES)).isEmpty();
    assertThat(travel("downgrade", "--yes").err())
        .contains("the --from and --to flags are required: nothing is under way");
  }

  @Test
  @Tag("proof")
  void fromAnywhereOnTheWayTheWayBackIsPlanned() {
    threeReleases();
    upTo("v1.2.0");
    frontend.execute("CREATE VIEW in_the_way AS SELECT * FROM frontend_t3");
    String[] down = {
      "downgrade",
      "--from=v1.2.0",
      "--to=v1.0.0",
      "--yes",
      "--skip-drift-check",
      "--feasibility=warn"
    };
    assertThat(travel(down).status()).isEqualTo(3);
    frontend.execute("DROP VIEW in_the_way");
    Result back = travel("downgrade", "--turn-back");
    assertThat(back.status()).as(back.err()).isZero();
    assertThat(back.out()).contains("👉 Migrating to v1.2 (step 1 of 1)");
    assertThat(frontend.query(TABLES)).hasSize(5);
    assertThat(codeintel.query(TABLES)).hasSize(2);
    frontend.execute("CREATE VIEW in_the_way AS SELECT * FROM frontend_t3");
    assertThat(travel(down).status()).isEqualTo(3);
    frontend.execute("DROP VIEW in_the_way");
    Result forth = travel("upgrade", "--from=v1.0.0", "--to=v1.2.0");
    assertThat(forth.status()).as(forth.err()).isZero();
    assertThat(frontend.query(TABLES)).hasSize(5);
    assertThat(travel("downgrade", "--turn-back").err()).contains("nothing is under way");
  }

  /** {@code parts.old} holds what 7 moves, and goes with v1.2, which relies on it. */
  private void releasesThatDropWhatWasMoved() throws IOException {
    threeReleases();
    for (String version : List.of("v1.0.0", "v1.1.0", "v1.2.0")) {
      release(version)
          .migration(
              "frontend",
              9,
              "1",
              List.of(
                  "CREATE TABLE parts (id int PRIMARY KEY, old int, new int);",
                  "DROP TABLE parts;"));
    }
    release("v1.2.0")
        .migration(
            "frontend",
            10,
            "9",
            List.of("ALTER TABLE parts DROP COLUMN old;", "ALTER TABLE parts ADD COLUMN old int;"))
        .migration(
            "frontend", 11, "5,10", List.of("CREATE TABLE last (id int);", "DROP TABLE last;"));
    declare(
        7,
        "v1.1",
        "deprecated: v1.2",
        "",
        """
        table: parts
        key: id
        up: {predicate: new IS NULL, set: "new = old, old = NULL"}
        down: {predicate: old IS NULL, set: "old = new, new = NULL"}
        """);
  }

  @Test
  void theWayBackLeavesDataAloneThatWasNotComeTo() throws IOException {
    releasesThatDropWhatWasMoved();
    upTo("v1.2.0");
    frontend.execute("INSERT INTO parts SELECT i, i FROM generate_series(1, 100) i");
    frontend.execute("CREATE VIEW in_the_way AS SELECT * FROM last");
    String[] down = {
      "downgrade",
      "--from=v1.2.0",
      "--to=v1.0.0",
      "--yes",
      "--skip-drift-check",
      "--feasibility=warn"
    };
    assertThat(travel(down).err()).contains("stopped in step 1 of 2");
    frontend.execute("DROP VIEW in_the_way");
    Result back = travel("downgrade", "--turn-back");
    assertThat(back.status()).as(back.err()).isZero();
    assertThat(back.out()).doesNotContain("out of band");
    assertThat(frontend.value("SELECT sum(new) FROM parts")).isEqualTo("5050");
    assertThat(frontend.query(TABLES)).hasSize(5);
  }

  @Test
  @Tag("proof")
  void theWayBackMovesDataBackThatWasComeTo() throws IOException {
    releasesThatDropWhatWasMoved();
    upTo("v1.2.0");
    frontend.execute("INSERT INTO parts SELECT i, i FROM generate_series(1, 100) i");
    frontend.execute("CREATE VIEW in_the_way AS SELECT * FROM frontend_t3");
    String[] down = {
      "downgrade",
      "--from=v1.2.0",
      "--to=v1.0.0",
      "--yes",
      "--skip-drift-check",
      "--feasibility=warn"
    };
    Result halted = travel(down);
    assertThat(halted.err()).contains("stopped in step 2 of 2");
    assertThat(frontend.value("SELECT sum(old) FROM parts")).isEqualTo("5050");
    frontend.execute("DROP VIEW in_the_way");
    Result back = travel("downgrade", "--turn-back");
    assertThat(back.status()).as(back.err()).isZero();
    assertThat(back.out()).contains("Running out of band migrations [7]");
    assertThat(frontend.value("SELECT sum(new) FROM parts")).isEqualTo("5050");
    assertThat(frontend.query(TABLES)).hasSize(5);
  }

  @Test
  void aReleaseWithoutMigrationsOfItsOwnIsWrittenDownToo() {
    for (String version : List.of("v1.2.0", "v1.3.0")) {
      release(version)
          .migration(
              "frontend",
              1,
              "",
              List.of(
                  "CREATE TABLE versions (service text PRIMARY KEY, version text NOT NULL);",
                  "DROP TABLE versions;"));
    }
    upTo("v1.2.0");
    frontend.execute("INSERT INTO versions VALUES ('frontend', '1.2.0')");
    String[] up = {"upgrade", "--from=v1.2.0", "--to=v1.3.0"};
    Result first = travel(up);
    assertThat(first.status()).as(first.err()).isZero();
    assertThat(frontend.value("SELECT version FROM versions")).isEqualTo("1.3.0");
    assertThat(travel(up).err()).contains("everything was at v1.3.0 already");
  }

  @Test
  void whereTheBundleRecordsWhatAReleaseGivesNothingIsReplayed() {
    threeReleases();
    assertThat(ebb().call("bundle", "--verify", "--shadow=target").status()).isZero();
    upTo("v1.2.0");
    String[] down = {
      "downgrade",
      "--from=v1.2.0",
      "--to=v1.1.0",
      "--yes",
      "--bundle=ebb-releases.bundle",
      "--shadow=postgres://nobody@127.0.0.1:1/nowhere"
    };
    Result back = ebb().with("EBB_ENVIRONMENT", "staging").call(down);
    assertThat(back.status()).as(back.err()).isZero();
    assertThat(back.err())
        .contains("just what 3 migrations of v1.1.0 (recorded) give", "1 migration of v1.1.0");
    frontend.execute("CREATE TABLE by_hand (id int)");
    Result asked = ebb().with("EBB_ENVIRONMENT", "staging").call(down);
    assertThat(asked.err()).contains("everything was at v1.1.0 already", "127.0.0.1:1");
    assertThat(asked.status()).isEqualTo(4);
  }

  @Test
  @Tag("proof")
  void whatAnImperfectWayBackLeavesIsNamedAndFinished() {
    threeReleases();
    release("v1.2.0")
        .migration(
            "frontend",
            5,
            "3,4",
            List.of(
                "CREATE TABLE frontend_t5 (id int); CREATE TYPE mood AS ENUM ('bad');",
                "DROP TABLE frontend_t5;"));
    upTo("v1.2.0");
    Result down = travel("downgrade", "--from=v1.2.0", "--to=v1.1.0", "--yes");
    assertThat(down.status()).as(down.err()).isEqualTo(4);
    assertThat(down.out()).contains("type public.mood", "DROP TYPE public.mood;");
    assertThat(down.err()).contains("--finish");
    Result finished = travel("downgrade", "--from=v1.2.0", "--to=v1.1.0", "--yes", "--finish");
    assertThat(finished.status()).as(finished.err() + finished.out()).isZero();
    assertThat(frontend.query("SELECT typname FROM pg_type WHERE typname = 'mood'")).isEmpty();
    assertThat(travel("downgrade", "--from=v1.2.0", "--to=v1.1.0", "--yes").status()).isZero();
  }

  @Test
  void waysThatDoNotExistAreRefusedBeforeAnythingIsContacted() {
    threeReleases();
    InProcess nowhere = InProcess.in(folder);
    assertThat(nowhere.call("downgrade", "--from=v1.0.0", "--to=v1.3.0").err())
        .contains("unknown release v1.3.0", "the nearest that is known: v1.2.0");
    assertThat(nowhere.call("upgrade", "--from=v1.0.0").err())
        .contains("the --from and --to flags are required");
    assertThat(nowhere.call("upgrade", "--from=x", "--to=v1.0").err())
        .contains("\"x\" is not a version");
    assertThat(travel("downgrade", "--from=v1.0.0", "--to=v1.2.0").err())
        .contains("invalid range (from=v1.0.0 <= to=v1.2.0)", "ebb upgrade");
    assertThat(travel("upgrade", "--from=v1.1.0", "--to=v1.1.0").status()).isEqualTo(2);
  }

  @Test
  @Tag("proof")
  void twoAtOnceEndWithOneDone() throws InterruptedException {
    threeReleases();
    upTo("v1.2.0");
    List<Result> results = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Thread thread =
          Thread.ofPlatform()
              .start(() -> {
                Result result =
                    travel(
                        "downgrade", "--from=v1.2.0", "--to=v1.0.0", "--yes", "--skip-drift-check");
                synchronized (results) {
                  results.add(result);
                }
              });
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(results).hasSize(2).allSatisfy(r -> assertThat(r.status()).as(r.err()).isIn(0, 6));
    assertThat(results).anyMatch(r -> r.status() == 0);
    assertThat(frontend.query(TABLES)).hasSize(2);
    assertThat(frontend.value("SELECT count(*) FROM migration_logs WHERE NOT up")).isEqualTo("3");
  }
}
