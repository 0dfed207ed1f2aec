package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.ebb.cli.InProcess.Result;
import dev.ebb.embedded.EmbeddedOptions;
import dev.ebb.exec.Programs;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.shadow.DumpCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a run would do to others is seen before it runs, and nothing of it happens. */
@ExtendWith(LeakCheck.class)
class RehearseCommandTest {
  private static final Path SCHEMA =
      Path.of(System.getProperty("ebb.root", ".."), "docs", "json", "rehearse.schema.json");

  private static final String SCRATCHES =
      "SELECT datname FROM pg_database WHERE datname LIKE 'ebb\\_shadow\\_%'";

  private static final TestDatabase FILLED = TestPostgres.shared().newDatabase();

  @TempDir Path folder;
  private final TestDatabase database =
      TestPostgres.shared().copy(FILLED.name(), "rehearsed_" + System.nanoTime());

  // Once for all: every test has a copy of it.
  @BeforeAll
  static void fill(@TempDir Path folder) {
    first(folder);
    assertThat(new SampleProject(folder).on(FILLED).call("up").status()).isZero();
    FILLED.execute(
        "INSERT INTO \"Ü.b\" SELECT n, repeat('x', 100) FROM generate_series(1, 20000) n; ANALYZE");
  }

  @AfterAll
  static void dropAll() {
    FILLED.close();
  }

  @BeforeEach
  void start() {
    first(folder);
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private static void first(Path folder) {
    new SampleProject(folder)
        .migration(
            "frontend",
            1,
            "",
            List.of(
                "CREATE TABLE \"Ü.b\" (id int PRIMARY KEY, note text);"
                    + " CREATE TABLE other (id int PRIMARY KEY, b int);",
                "DROP TABLE other; DROP TABLE \"Ü.b\";"));
  }

  private void migration(long id, String up, String down) {
    new SampleProject(folder).migration("frontend", id, Long.toString(id - 1), List.of(up, down));
  }

  private InProcess project() {
    return new SampleProject(folder).on(database);
  }

  private Result rehearse(int status, String... more) {
    List<String> words = new ArrayList<>(List.of("rehearse"));
    words.addAll(List.of(more));
    if (!words.contains("--on-branch")) {
      words.add("--shadow=target");
    }
    String before = database.catalogAndData();
    Result result = project().call(words.toArray(String[]::new));
    assertThat(result.status()).as(result.out() + result.err()).isEqualTo(status);
    assertThat(database.catalogAndData()).isEqualTo(before);
    return result;
  }

  @Test
  void locksRewritesAndScansAreToldWithTheSizeOfTheRealTable() {
    migration(
        2,
        """
        ALTER TABLE other ADD COLUMN c int;
        ALTER TABLE "Ü.b" ALTER id TYPE bigint;
        ALTER TABLE "Ü.b" ADD CHECK (id > 0);
        CREATE INDEX fresh ON other (c);
        """,
        "SELECT 1;");
    assertThat(rehearse(0).out())
        .contains(
            "1 step rehearsed on a scratch database with the same 1 migration",
            "locks table public.other",
            "ACCESS EXCLUSIVE from line 1 to the end of the transaction: reads and writes wait",
            "locks table public.\"Ü.b\" (",
            "about 20,000 rows",
            "writes public.\"Ü.b\" anew with its index",
            "line 3: reads all of public.\"Ü.b\"",
            "line 4: builds index public.fresh on public.other");
  }

  @Test
  void whatIsMadeInTheSameRunIsNotToldBecauseNobodyUsesItYet() {
    migration(2, "CREATE TABLE new (id int); INSERT INTO new VALUES (1);", "DROP TABLE new;");
    migration(3, "CREATE INDEX i ON new (id); ALTER TABLE new ALTER id TYPE bigint;", "SELECT 1;");
    assertThat(rehearse(0).out()).contains("2 steps").doesNotContain("locks", "builds", "writes");
  }

  @Test
  void aTableThatAnEarlierStepRenamesKeepsItsSize() {
    migration(2, "ALTER TABLE \"Ü.b\" RENAME TO c;", "ALTER TABLE c RENAME TO \"Ü.b\";");
    migration(3, "ALTER TABLE c ALTER id TYPE bigint;", "SELECT 1;");
    assertThat(rehearse(0).out())
        .containsPattern("locks table public\\.c \\(.*about 20,000 rows\\)")
        .contains("writes public.\"Ü.b\" anew");
  }

  @Test
  void whatWouldGoAndWhichRowsAreInTheWayIsToldOfTheRealDatabase() {
    migration(2, "ALTER TABLE \"Ü.b\" ALTER note TYPE varchar(9); DROP TABLE other;", "SELECT 1;");
    assertThat(rehearse(0).out())
        .contains(
            "WOULD FAIL at statement 1: public.\"Ü.b\".note becomes varchar(9)",
            "these rows: SELECT * FROM public.\"Ü.b\"",
            "drops table public.other");
  }

  @Test
  void whoWouldHaveToBeWaitedForNowIsNamed() throws SQLException {
    migration(2, "ALTER TABLE \"Ü.b\" ADD c int;", "ALTER TABLE \"Ü.b\" DROP c;");
    try (Connection other = database.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT count(*) FROM \"Ü.b\"");
      assertThat(rehearse(0).out())
          .contains("idle in transaction", "holds ACCESS SHARE: the step would wait for it");
      other.rollback();
    }
    assertThat(rehearse(0).out()).doesNotContain("the step would wait");
  }

  @Test
  void concurrentBuildsAreToldByTheirKind() {
    new SampleProject(folder)
        .migration(
            "frontend",
            2,
            "1",
            List.of("CREATE INDEX CONCURRENTLY slow ON \"Ü.b\" (note);", "DROP INDEX slow;"),
            "createIndexConcurrently: true");
    assertThat(rehearse(0).out())
        .contains(
            "builds index public.slow on public.\"Ü.b\" while others write",
            "nobody who reads or writes rows waits: public.\"Ü.b\" (SHARE UPDATE EXCLUSIVE)",
            "not seen: locks and rows of line 1");
  }

  @Test
  void theWayDownIsRehearsedFromWhereTheDatabaseIs() {
    assertThat(rehearse(0, "down").out())
        .contains("down 1 (m1)", "drops table public.other", "writes wait for a moment");
    assertThat(rehearse(2, "sideways").err()).contains("there is no run \"sideways\"");
  }

  @Test
  void aStepThatFailsIsToldAndTheExitStatusSaysSo() {
    migration(2, "SELECT 1;\nDROP TABLE nonsense;", "SELECT 1;");
    migration(3, "SELECT 1;", "SELECT 1;");
    assertThat(rehearse(4).out())
        .contains("fails", "nonsense", "up.sql", "1 more step was not tried");
  }

  @Test
  void onACopyItMeetsTheRowsAndTheCopyIsGoneAfterwards() {
    TestDatabase filled = TestPostgres.shared().newDatabase();
    try {
      InProcess ebb = new SampleProject(folder).on(filled);
      assertThat(ebb.call("up").status()).isZero();
      try (TestDatabase before = TestPostgres.shared().database("postgres")) {
        assertThat(before.query(SCRATCHES)).isEmpty();
      }
      migration(
          2, "INSERT INTO other VALUES (1); ALTER TABLE other ADD CHECK (id > 0);", "SELECT 1;");
      migration(3, "ALTER TABLE other ADD CHECK (id > 1);", "SELECT 1;");
      Result result = ebb.call("rehearse", "--on-branch", "--yes");
      assertThat(result.status()).as(result.out() + result.err()).isEqualTo(4);
      assertThat(result.out())
          .contains("on a copy of the database, rows included", "violated by some row");
      try (TestDatabase after = TestPostgres.shared().database("postgres")) {
        assertThat(after.query(SCRATCHES)).isEmpty();
      }
      assertThat(filled.query("SELECT * FROM other")).isEmpty();
    } finally {
      filled.close();
    }
  }

  @Test
  void whileSomebodyIsConnectedItIsCopiedByTheClientProgramsIfThereAreAny() throws SQLException {
    migration(2, "UPDATE \"Ü.b\" SET note = upper(note);", "SELECT 1;");
    boolean able = DumpCopy.on(Programs.local(), EmbeddedOptions.DEFAULT_MAJOR).isPresent();
    try (Connection other = database.connect()) {
      Result result = project().call("rehearse", "--on-branch", "--yes");
      assertThat(result.status()).as(result.err()).isEqualTo(able ? 0 : 6);
      if (able) {
        assertThat(result.out()).contains("made by pg_dump and pg_restore", "20,000 rows");
      } else {
        assertThat(result.err()).contains("nobody is connected", "PGDATABASE", "pg_restore");
      }
      assertThat(other.isValid(1)).isTrue();
    }
    try (TestDatabase after = TestPostgres.shared().database("postgres")) {
      assertThat(after.query(SCRATCHES)).isEmpty();
    }
  }

  @Test
  void clientProgramsThatAreOlderThanTheServerCopyNothing() {
    assertThat(DumpCopy.on(Programs.local(), 1000)).isEmpty();
  }

  @Test
  void onACopyWithoutAgreementNothingIsCopied() {
    migration(2, "SELECT 1;", "SELECT 1;");
    assertThat(rehearse(6, "--on-branch").err()).contains("--yes");
  }

  @Test
  void theDocumentIsWhatItsSchemaSays() throws IOException {
    migration(
        2,
        "ALTER TABLE \"Ü.b\" ALTER id TYPE bigint; UPDATE \"Ü.b\" SET note = '';",
        "DROP TABLE \"Ü.b\";");
    String document = rehearse(0, "--format=json").out();
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMA), InputFormat.JSON)
                .validate(document, InputFormat.JSON))
        .as(document)
        .isEmpty();
    assertThat(document).contains("\"toil\" : \"rewrite\"", "\"toil\" : \"rows\"");
  }
}
