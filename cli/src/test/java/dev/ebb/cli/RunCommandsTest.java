package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands that run migrations, from their words to their exit status, on a real server. */
@ExtendWith(LeakCheck.class)
class RunCommandsTest {
  @TempDir Path folder;
  private final TestDatabase database = TestPostgres.shared().newDatabase();
  private InProcess ebb = InProcess.in(Path.of(""));
  private SampleProject project = new SampleProject(Path.of(""));

  @BeforeEach
  void start() {
    project = new SampleProject(folder).chain("frontend");
    ebb = project.on(database);
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private List<String> tables() {
    return database.query(
        "SELECT relname FROM pg_class WHERE relname LIKE 'frontend\\_t%' AND relkind = 'r'"
            + " ORDER BY 1");
  }

  @Test
  void noCommandAtAllMeansUpAndASecondTimeThereIsNothingToDo() {
    Result first = ebb.call();
    assertThat(first.status()).as(first.err()).isZero();
    assertThat(first.out()).startsWith("✅ frontend: 3 migrations applied in ");
    assertThat(first.err()).contains("frontend: [2/3] up 2 (m2)");
    assertThat(tables()).hasSize(3);

    Result second = ebb.call("up");
    assertThat(second.status()).isZero();
    assertThat(second.out()).isEqualTo("✅ frontend: up to date (3 applied)\n");
    assertThat(second.err()).isEmpty();
  }

  @Test
  void uptoStopsAtItsTarget() {
    assertThat(ebb.call("upto", "-db=frontend", "-target=2").status()).isZero();
    assertThat(tables()).containsExactly("frontend_t1", "frontend_t2");
    assertThat(ebb.call("up", "--target=3").out()).contains("1 migration applied");
  }

  @Test
  void downAsksAndTakesNoForAnAnswer() {
    ebb.call("up");
    Result no = ebb.callTyping("n\n", "down", "--db=frontend");
    assertThat(no.status()).isEqualTo(6);
    assertThat(no.err())
        .contains("down 3 (m3)", "drops table public.frontend_t3, which is empty")
        .contains("Take back 1 migration of schema frontend? [y/N]")
        .contains("not agreed");
    assertThat(tables()).hasSize(3);

    Result yes = ebb.callTyping("y\n", "down", "--db=frontend");
    assertThat(yes.status()).as(yes.err()).isZero();
    assertThat(yes.out()).startsWith("✅ frontend: 1 migration taken back");
    assertThat(tables()).hasSize(2);
  }

  @Test
  void withoutATerminalDownNeedsYesAndSaysSo() {
    ebb.call("up");
    Result refused = ebb.call("downto", "--target=1");
    assertThat(refused.status()).isEqualTo(6);
    assertThat(refused.err()).contains("--yes");
    assertThat(tables()).hasSize(3);
    assertThat(ebb.call("downto", "--target", "1", "--yes").status()).isZero();
    assertThat(tables()).containsExactly("frontend_t1");
  }

  @Test
  void inDevelopmentNobodyIsAsked() {
    ebb.call("up");
    assertThat(ebb.call("undo", "--environment=development").status()).isZero();
    assertThat(ebb.with("EBB_ENVIRONMENT", "development").call("undo").status()).isZero();
    assertThat(tables()).containsExactly("frontend_t1");
    Result typo = ebb.call("undo", "--environment=develpment");
    assertThat(typo.status()).isEqualTo(2);
    assertThat(typo.err()).contains("did you mean development?");
  }

  @Test
  void downTakesBackAsManyAsToldOrAll() {
    ebb.call("up");
    assertThat(ebb.call("down", "--steps=2", "-y").out()).contains("2 migrations taken back");
    assertThat(ebb.call("down", "--steps=all", "-y").out()).contains("1 migration taken back");
    Result nothing = ebb.call("down", "--steps=all", "-y");
    assertThat(nothing.out()).isEqualTo("✅ frontend: nothing to take back (0 applied)\n");
    assertThat(nothing.status()).isZero();
  }

  @Test
  void aDryRunShowsThePlanAndChangesNothing() {
    ebb.call("upto", "--target=1");
    String before = database.catalogAndData();
    Result plan = ebb.call("up", "--dry-run", "-v");
    assertThat(plan.status()).isZero();
    assertThat(plan.out())
        .isEqualTo(
            """
            frontend: 2 steps
              1. up 2 (m2)  [migrations/frontend/2_m2/up.sql]
                 CREATE TABLE frontend_t2 (id int);
              2. up 3 (m3)  [migrations/frontend/3_m3/up.sql]
                 CREATE TABLE frontend_t3 (id int);
            """);
    assertThat(ebb.call("down", "--dry-run").out())
        .contains("down 1 (m1)", "drops table public.frontend_t1, which is empty");
    assertThat(database.catalogAndData()).isEqualTo(before);
  }

  @Test
  void aDryRunOnAnEmptyDatabaseCreatesNothing() {
    ebb.call("up", "--dry-run");
    ebb.call("status");
    ebb.call("validate");
    assertThat(database.value("SELECT count(*) FROM pg_class WHERE relname LIKE '%migration%'"))
        .isEqualTo("0");
  }

  @Test
  void aFailureShowsTheLineTheStateAndWhatToDoAndEndsWith3WhenSomethingWasDone() {
    project.migration(
        "frontend", 4, "3", List.of("-- why\nINSERT INTO frontend_t1 (idd) VALUES (1);\n", ";"));
    project.table("frontend", 5, "4");
    Result result = ebb.call("up");
    assertThat(result.status()).isEqualTo(3);
    assertThat(result.out()).isEqualTo("✖ frontend: stopped after 3 of 5\n");
    assertThat(result.err())
        .contains(
            """
            ✖ migrations/frontend/4_m4/up.sql:2:26: up 4 (m4): column "idd" of relation "frontend_t1" does not exist
            """)
        .contains(
            """
              2 | INSERT INTO frontend_t1 (idd) VALUES (1);
                |                          ^
            """)
        .contains("state: 3 migrations applied and committed; up 4 (m4) was rolled back and left")
        .contains("1 not tried")
        .doesNotContain("\tat ");

    Result again = ebb.call("up");
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.out()).isEmpty();
    assertThat(again.err()).contains("nothing of schema \"frontend\" was changed");
  }

  @Test
  void badDefinitionsOfAnySchemaAreAllShownAndNothingIsContacted() throws IOException {
    project.table("codeintel", 1, "").table("codeintel", 2, "7");
    Files.writeString(
        folder.resolve("migrations/frontend/3_m3/metadata.yaml"), "nam: x\nparents: [2]\n");
    Result result = InProcess.in(folder).call("up", "--db=frontend");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .contains("migrations/frontend/3_m3/metadata.yaml:1:1: ")
        .contains("migrations/codeintel/2_m2")
        .contains("2 problems in the definitions; no database was contacted");
  }

  @Test
  void aSchemaThatFailsDoesNotKeepTheOthersFromRunning() {
    project.migration("codeintel", 1, "", List.of("SELECT nonsense;", ";"));
    try (TestDatabase other = TestPostgres.shared().newDatabase()) {
      Map<String, String> both = new HashMap<>(ebb.environment());
      both.putAll(SampleProject.connection("CODEINTEL_", other));
      Result result = new InProcess(folder, both).call("up", "--db=codeintel,frontend");
      assertThat(result.status()).as("one failed, the other changed something").isEqualTo(3);
      assertThat(result.out()).contains("✅ frontend: 3 migrations applied");
      assertThat(result.err()).contains("migrations/codeintel/1_m1/up.sql:1:8");
    }
  }

  @Test
  void anOptionalSchemaWithoutAConnectionIsLeftOutUnlessItIsNamed() throws IOException {
    project.table("codeinsights", 1, "");
    Files.writeString(
        folder.resolve("ebb.yaml"), "schemas:\n  frontend: {}\n  codeinsights: {optional: true}\n");
    Result all = ebb.call("up", "--db=all");
    assertThat(all.status()).as(all.err()).isZero();
    assertThat(all.err()).contains("codeinsights: skipped");
    Result named = ebb.call("up", "--db=codeinsights-db");
    assertThat(named.status()).isEqualTo(1);
    assertThat(named.err())
        .contains("\"codeinsights-db\" is taken as the schema \"codeinsights\"")
        .contains("CODEINSIGHTS_PGHOST", "--embedded");
  }

  @Test
  void withoutAnyConnectionBothWaysAreShown() {
    Result result = InProcess.in(folder).call("up");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("export PGHOST=", "PGDATASOURCE=", "--embedded");
  }

  @Test
  void anotherEbbAtWorkIsNamedAndWaitedForOnlyAsLongAsTold() throws SQLException {
    ebb.call("upto", "--target=1");
    try (Connection holder = database.connect();
        Statement statement = holder.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(1308612253, 0)");
      statement.execute("SELECT pg_advisory_lock(1308612253)");
      Result result = ebb.call("up", "--lock-wait=300ms");
      assertThat(result.status()).isEqualTo(5);
      assertThat(result.err())
          .contains("frontend: waiting for another Ebb")
          .contains("test-fixture")
          .contains("--lock-wait");
    }
  }

  @Test
  void privilegedMigrationsAreRefusedOrRecordedAsTold() {
    project.migration(
        "frontend",
        4,
        "3",
        List.of("CREATE TABLE frontend_t4 (id int);", "DROP TABLE frontend_t4;"),
        "privileged: true");
    Result clash = ebb.call("up", "--unprivileged-only", "--noop-privileged");
    assertThat(clash.status()).isEqualTo(2);
    assertThat(clash.err())
        .contains("--unprivileged-only and --noop-privileged are mutually exclusive");

    Result refused = ebb.call("up", "--unprivileged-only");
    assertThat(refused.status()).isEqualTo(6);
    assertThat(tables()).isEmpty();

    Result unseen = ebb.call("up", "--noop-privileged");
    assertThat(unseen.status()).isEqualTo(6);
    String token = unseen.err().replaceAll("(?s).*--privileged-hash=(\\S+).*", "$1");
    assertThat(unseen.err()).contains("CREATE TABLE frontend_t4 (id int);");

    Result recorded = ebb.call("up", "--noop-privileged", "--privileged-hash", token);
    assertThat(recorded.status()).as(recorded.err()).isZero();
    assertThat(tables()).hasSize(3);
    assertThat(ebb.call("status").out()).contains("4 applied, last 4 (m4); 0 pending");
  }

  @Test
  void eachSchemaFindsItsOwnAmongSeveralPrivilegedHashes() {
    List<String> sql = List.of("CREATE ROLE never_made_here;", "DROP ROLE never_made_here;");
    project.migration("frontend", 4, "3", sql, "privileged: true");
    project.migration("codeintel", 1, "", sql, "privileged: true");
    try (TestDatabase other = TestPostgres.shared().newDatabase()) {
      Map<String, String> environment = new HashMap<>(ebb.environment());
      environment.putAll(SampleProject.connection("CODEINTEL_", other));
      InProcess both = new InProcess(folder, environment);
      Result unseen = both.call("up", "--noop-privileged");
      assertThat(unseen.status()).isEqualTo(6);
      String hashes =
          unseen
              .err()
              .lines()
              .filter(line -> line.contains("--privileged-hash="))
              .map(line -> line.replaceAll(".*--privileged-hash=(\\S+).*", "$1"))
              .collect(Collectors.joining(","));
      Result seen = both.call("up", "--noop-privileged", "--privileged-hash=" + hashes);
      assertThat(seen.status()).as(seen.err()).isZero();
    }
  }

  @Test
  void whatTheProjectLostIsTakenBackByTheStoredWayAndSaid() throws IOException {
    ebb.call("up");
    for (String file : List.of("up.sql", "down.sql", "metadata.yaml", "")) {
      Files.delete(folder.resolve("migrations/frontend/3_m3").resolve(file));
    }
    Result result = ebb.call("downto", "--target=1", "--yes");
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err()).contains("the project does not have 3; the way back stored");
    assertThat(tables()).containsExactly("frontend_t1");
  }

  @Test
  void whereTheWaysBackDifferTheDifferenceIsShownAndStoredChooses() throws IOException {
    ebb.call("up");
    Path down = folder.resolve("migrations/frontend/3_m3/down.sql");
    Files.writeString(down, "DROP TABLE frontend_t3 CASCADE;");
    Result plan = ebb.call("down", "--dry-run");
    assertThat(plan.out())
        .contains("note: the project's way back differs from the one stored")
        .contains("statement 1 is stored as: DROP TABLE frontend_t3; in the project: DROP TABLE");
    assertThat(ebb.call("down", "--dry-run", "--stored").out())
        .contains("1. down 3 (m3)  [(stored in the database)]");
  }

  @Test
  void addLogRecordsOnlyWhatCanBeTrue() {
    Result untrue = ebb.call("add-log", "--version=1");
    assertThat(untrue.status()).isEqualTo(6);
    assertThat(untrue.err()).contains("did not take effect");
    database.execute("CREATE TABLE frontend_t1 (id int)");
    assertThat(ebb.call("add-log", "-db=frontend", "-version=1", "--up=true").status()).isZero();
    assertThat(ebb.call("add-log", "--version=3").err()).contains("needs 2");
    assertThat(ebb.call("add-log", "--version=77").status()).isEqualTo(2);
    assertThat(ebb.call("add-log").err()).contains("supply a version via --version");
    database.execute("DROP TABLE frontend_t1");
    assertThat(ebb.call("add-log", "--version=1", "--up=false").out())
        .isEqualTo("✅ frontend: recorded 1 as taken back\n");
  }
}
