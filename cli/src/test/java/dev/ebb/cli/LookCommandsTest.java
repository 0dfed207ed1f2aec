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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look at databases and settle what they find, on a real server. */
@ExtendWith(LeakCheck.class)
class LookCommandsTest {
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

  /** Another tool began this migration, and nobody knows how it ended. */
  private void unfinished(long id) {
    database.execute(
        "INSERT INTO migration_logs (migration_logs_schema_version, schema, version, up, started_at)"
            + " VALUES (2, 'schema_migrations', "
            + id
            + ", true, now())");
  }

  @Test
  void statusNamesWhatIsAppliedAndPending() {
    ebb.call("upto", "--target=2");
    Result result = ebb.call("status");
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .isEqualTo(
            """
            ✅ frontend: 2 applied, last 2 (m2); 1 pending
              pending    3 (m3)
            """);
    assertThat(ebb.call("status", "-v").out()).contains("  applied    1 (m1)\n");
  }

  @Test
  void statusAndValidateNameTheStatementThatChanged() throws IOException {
    ebb.call("up");
    Files.writeString(
        folder.resolve("migrations/frontend/2_m2/up.sql"),
        "-- a comment does not count\n\n  CREATE TABLE frontend_t2 (id bigint);");
    Result status = ebb.call("status");
    assertThat(status.status()).isEqualTo(4);
    assertThat(status.out())
        .contains(
            "changed    2 (m2): statement 1 is not what ran, migrations/frontend/2_m2/up.sql:3:3:"
                + " CREATE TABLE frontend_t2 (id bigint)");
    Result validate = ebb.call("validate");
    assertThat(validate.status()).isEqualTo(4);
    assertThat(validate.err()).contains("migrations/frontend/2_m2/up.sql:3:3: changed migration");
  }

  @Test
  void validateTellsWhatIsMissingInThePredecessorsWords() {
    ebb.call("upto", "--target=1");
    Result missing = ebb.call("validate");
    assertThat(missing.status()).isEqualTo(4);
    assertThat(missing.err())
        .contains(
            "schema out of date: schema \"frontend\" requires the following migrations to be"
                + " applied: 2, 3");
    ebb.call("up");
    Result okay = ebb.call("validate");
    assertThat(okay.status()).isZero();
    assertThat(okay.out()).isEqualTo("schema okay!\n");
  }

  @Test
  void aDatabaseAheadOfTheProjectIsValidAndSaidToBeAhead() throws IOException {
    ebb.call("up");
    for (String file : List.of("up.sql", "down.sql", "metadata.yaml", "")) {
      Files.delete(folder.resolve("migrations/frontend/3_m3").resolve(file));
    }
    Result result = ebb.call("validate");
    assertThat(result.status()).isZero();
    assertThat(result.out()).isEqualTo("schema okay!\n");
    assertThat(result.err()).contains("ahead of this project by 1 migration (3)");
    assertThat(ebb.call("status").out()).contains("ahead      3 (m3)");
  }

  @Test
  void validateWaitsWhileAnotherEbbIsAtWork() throws SQLException {
    ebb.call("upto", "--target=1");
    try (Connection holder = database.connect();
        Statement statement = holder.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(1308612253, 0)");
      long start = System.nanoTime();
      Result result = ebb.call("validate", "--lock-wait=1200ms");
      assertThat(System.nanoTime() - start).isGreaterThan(1_100_000_000);
      assertThat(result.status()).isEqualTo(4);
      assertThat(result.err()).contains("another Ebb is at work; waiting for it");
    }
  }

  @Test
  void historyTellsNewestFirstWhoRanWhatAndHowItEnded() {
    ebb.call("up");
    ebb.call("down", "--yes");
    Result result = ebb.call("history", "--limit=2");
    assertThat(result.status()).isZero();
    List<String> lines = result.out().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst()).isEqualTo("frontend");
    assertThat(lines.get(1))
        .matches("  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ  down done        3 \\(m3\\)  .*")
        .contains(System.getProperty("user.name") + "@")
        .endsWith("ebb 0.1.0");
    assertThat(lines.get(2)).contains("  up   done        3 (m3)");
  }

  @Test
  void aDirtyDatabaseIsSaidToBeOneByStatusValidateAndUp() {
    ebb.call("upto", "--target=2");
    unfinished(3);
    assertThat(ebb.call("status").status()).isEqualTo(4);
    assertThat(ebb.call("status").out()).contains("unfinished up 3", "'ebb repair --db=frontend'");
    Result validate = ebb.call("validate");
    assertThat(validate.status()).isEqualTo(4);
    assertThat(validate.err()).contains("dirty database: schema \"frontend\" marked");
    Result up = ebb.call("up");
    assertThat(up.status()).isEqualTo(4);
    assertThat(up.err()).contains("ebb repair");
  }

  @Test
  void repairShowsEachStatementAndTakesTheProvableAdviceWithYes() {
    ebb.call("upto", "--target=2");
    unfinished(3);
    Result look = ebb.call("repair", "--dry-run");
    assertThat(look.status()).isEqualTo(4);
    assertThat(look.out())
        .contains("up 3 (m3) is unfinished")
        .contains("1. no effect     CREATE TABLE frontend_t3 (id int)")
        .contains("advice: count it as not applied");
    assertThat(ebb.call("repair").status()).as("nobody to ask").isEqualTo(6);
    Result done = ebb.call("repair", "--yes");
    assertThat(done.status()).as(done.err()).isZero();
    assertThat(ebb.call("up").out()).contains("1 migration applied");
    assertThat(ebb.call("repair").out()).isEqualTo("✅ frontend: nothing to repair\n");
  }

  @Test
  void repairAsksWithTheAdvisedChoiceFirst() {
    ebb.call("upto", "--target=2");
    unfinished(3);
    database.execute("CREATE TABLE frontend_t3 (id int)");
    Result left = ebb.callTyping("s\n", "repair");
    assertThat(left.status()).isEqualTo(4);
    assertThat(left.err())
        .contains("What should become of up 3 (m3)?\n  1  count it as applied (advised)\n");
    Result taken = ebb.callTyping("x\n1\n", "repair");
    assertThat(taken.status()).as(taken.err()).isZero();
    assertThat(ebb.call("validate").status()).isZero();
  }

  @Test
  void repairSettlesAConcurrentBuildOfAnotherToolAsTheCatalogShowsIt() throws IOException {
    ebb.call("upto", "--target=3");
    project.migration(
        "frontend",
        4,
        "3",
        List.of(
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS f1_id ON frontend_t1 (id);",
            "DROP INDEX IF EXISTS f1_id;"));
    Files.writeString(
        folder.resolve("migrations/frontend/4_m4/metadata.yaml"),
        "name: m4\nparents: [3]\ncreateIndexConcurrently: true\n");
    String build = "CREATE INDEX f1_id ON frontend_t1 (id)";
    for (List<String> found :
        List.of(
            List.of("", "the index is not there"),
            List.of(build, "what its statement does is done"),
            List.of(
                build
                    + "; UPDATE pg_index SET indisvalid = false WHERE indexrelid ="
                    + " 'f1_id'::regclass",
                "not valid: it is dropped and built anew"))) {
      unfinished(4);
      if (!found.getFirst().isEmpty()) {
        database.execute(found.getFirst());
      }
      Result look = ebb.call("repair", "--dry-run");
      assertThat(look.out()).as(look.err()).contains(found.getLast());
      Result done = ebb.call("repair", "--yes");
      assertThat(done.status()).as(done.out() + done.err()).isZero();
      assertThat(ebb.call("validate").status()).isZero();
      assertThat(
              database.value(
                  "SELECT indisvalid FROM pg_index WHERE indexrelid = 'f1_id'::regclass"))
          .isEqualTo("t");
      ebb.call("down", "--yes");
    }
  }

  @Test
  void repairLeavesAloneWhatNothingProves() {
    project.migration(
        "frontend", 4, "3", List.of("UPDATE frontend_t1 SET id = id + 1;", "SELECT 1;"));
    ebb.call("upto", "--target=3");
    unfinished(4);
    Result result = ebb.call("repair", "--yes");
    assertThat(result.status()).isEqualTo(4);
    assertThat(result.err()).contains("left alone, since nothing proves what is right");
  }

  @Test
  void repairKnowsThatWhatCommitsWithItsCountHadNoEffectIfItIsNotCounted() {
    project.migration(
        "frontend",
        4,
        "3",
        List.of("VACUUM frontend_t1; UPDATE frontend_t1 SET id = 1 / (id - id);", "SELECT 1;"));
    ebb.call("upto", "--target=3");
    database.execute("INSERT INTO frontend_t1 VALUES (1)");
    assertThat(ebb.call("up").status()).isEqualTo(3);
    Result look = ebb.call("repair", "--dry-run");
    assertThat(look.out())
        .contains("1. took effect", "2. no effect     UPDATE frontend_t1")
        .contains("the ledger and the catalog tell where it stopped");
    database.execute("DELETE FROM frontend_t1");
    assertThat(ebb.call("up").status()).as(look.out()).isZero();
  }

  @Test
  void aServerThatDoesNotAnswerForOneSchemaDoesNotHideTheOthers() {
    project.table("codeintel", 1, "");
    ebb.call("up", "--db=frontend");
    Result result = ebb.call("status");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).contains("✅ frontend: 3 applied");
    assertThat(result.err()).contains("CODEINTEL_PGHOST");
  }

  @Test
  void leavesOfTheWorkingFolderNeedNoDatabase() {
    project.table("frontend", 4, "2");
    assertThat(InProcess.in(folder).call("leaves").out())
        .isEqualTo(
            """
            Leaf migrations for "frontend" defined in the working folder
             3: (m3)
             4: (m4)
            """);
  }

  @Test
  void quietLeavesOnlyTheResult() {
    Result result = ebb.call("up", "-q");
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).contains("3 migrations applied");
  }

  @Test
  void noOutputEverHoldsThePassword() {
    String secret = "s3cr3t-" + System.nanoTime();
    InProcess wrong = ebb.with("PGPASSWORD", secret);
    String url =
        "postgres://%s:%s@127.0.0.1:%d/%s?sslmode=disable"
            .formatted(database.user(), secret, database.port(), database.name());
    for (InProcess call : List.of(wrong, wrong.with("PGDATASOURCE", url))) {
      for (String command : List.of("up", "status", "validate", "history", "repair")) {
        for (String format : List.of("text", "json")) {
          Result result = call.call(command, "--verbose", "--format=" + format);
          assertThat(result.status()).as(result.err()).isEqualTo(1);
          assertThat(result.out() + result.err()).doesNotContain(secret).isNotEmpty();
        }
      }
    }
    Result bad = ebb.with("PGDATASOURCE", url.replace("disable", "bogus")).call("up", "--verbose");
    assertThat(bad.status()).isEqualTo(2);
    assertThat(bad.err()).doesNotContain(secret);
  }

  @Test
  void nonsenseNamesTheNearestAndEndsWith2() {
    assertThat(ebb.call("stauts").err()).contains("did you mean 'ebb status'?");
    assertThat(ebb.call("up", "--verbos").err()).contains("did you mean --verbose?");
    assertThat(ebb.call("up", "--db=fronted").err()).contains("did you mean frontend?");
    assertThat(ebb.call("up", "frontend").err()).contains("too many arguments");
    for (String[] words :
        List.of(
            new String[] {"stauts"},
            new String[] {"up", "--verbos"},
            new String[] {"up", "--db=fronted"},
            new String[] {"up", "frontend"},
            new String[] {"up", "--format=yaml"},
            new String[] {"upto", "--db=frontend"},
            new String[] {"upto", "--target=abc"},
            new String[] {"up", "--lock-wait=soon"})) {
      assertThat(ebb.call(words).status()).as(String.join(" ", words)).isEqualTo(2);
    }
  }
}
