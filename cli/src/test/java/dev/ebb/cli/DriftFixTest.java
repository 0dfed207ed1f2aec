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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code drift --fix} sets right what it showed, keeps what it takes away, or changes nothing. */
@ExtendWith(LeakCheck.class)
class DriftFixTest {
  @TempDir Path folder;
  private final TestDatabase database = TestPostgres.shared().newDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  private InProcess ebb() {
    return new SampleProject(folder).on(database).with("HOME", folder.toString());
  }

  private void up(String sql) {
    new SampleProject(folder).migration("frontend", 1, "", List.of(sql, "SELECT 1;"));
    assertThat(ebb().call("up").status()).isZero();
  }

  private Result drift(String... more) {
    List<String> words = new ArrayList<>(List.of("drift", "--shadow=target"));
    words.addAll(List.of(more));
    return ebb().call(words.toArray(String[]::new));
  }

  @Test
  void everyPlantedDifferenceIsSetRightAndDriftIsSilentThen() {
    up(DriftCommandTest.OBJECTS);
    for (String[] planted : DriftCommandTest.PLANTED) {
      database.execute(planted[0]);
    }
    database.execute(
        "INSERT INTO users (name, age) VALUES ('ann', 4); INSERT INTO tmp_backup VALUES (7), (8)");
    Result fixed = drift("--fix", "--yes");
    assertThat(fixed.status()).as(fixed.out() + fixed.err()).isZero();
    assertThat(fixed.out()).contains("set right");
    assertThat(fixed.err()).contains("kept table public.tmp_backup (2 rows)");
    Result again = drift();
    assertThat(again.status()).as(again.out()).isZero();
    assertThat(again.out()).doesNotContain("missing ", "unexpected ", "different ");
    assertThat(database.query("SELECT name, age FROM users")).containsExactly("ann|4");
  }

  @Test
  void everyPlantedDifferenceIsSetRightByADescriptionToo() throws IOException {
    up(DriftCommandTest.OBJECTS);
    Result described = ebb().call("describe", "--db=frontend", "--format=json");
    Files.writeString(folder.resolve("wanted.json"), described.out());
    for (String[] planted : DriftCommandTest.PLANTED) {
      database.execute(planted[0]);
    }
    database.execute("INSERT INTO users (name, age) VALUES ('ann', 4)");
    Result fixed = drift("--file=wanted.json", "--fix", "--yes");
    assertThat(fixed.status()).as(fixed.out() + fixed.err()).isZero();
    assertThat(drift().status()).isZero();
    assertThat(database.query("SELECT name, age FROM users")).containsExactly("ann|4");
  }

  @Test
  void aDescriptionThatCannotBeBuiltIsRefusedWithWhatIsWrongInIt() throws IOException {
    up(
        "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT $1'; CREATE VIEW v AS SELECT f(1);");
    String described = ebb().call("describe", "--db=frontend", "--format=json").out();
    Files.writeString(folder.resolve("broken.json"), described.replace("f(1)", "no_such(1)"));
    database.execute("CREATE TABLE extra (a int)");
    Result refused = drift("--file=broken.json", "--fix", "--yes");
    assertThat(refused.status()).as(refused.out()).isEqualTo(6);
    assertThat(refused.err()).contains("broken.json", "no_such", "nothing was changed");
    assertThat(database.query("SELECT * FROM extra")).isEmpty();
  }

  @Test
  void inProductionItIsOnlyShownUnlessSomebodySaysYes() {
    up("CREATE TABLE t (a int);");
    database.execute("ALTER TABLE t ADD COLUMN b int; INSERT INTO t VALUES (1, 2)");
    for (String where : List.of("--environment=production", "--fix")) {
      Result shown = drift("--fix", where);
      assertThat(shown.status()).isEqualTo(6);
      assertThat(shown.out())
          .contains("ALTER TABLE public.t DROP COLUMN b;")
          .contains("values of column public.t.b: 1", "leads to what is wanted");
      assertThat(shown.err()).contains("add --yes");
    }
    assertThat(drift("--fix", "--dry-run", "--yes").status()).isEqualTo(4);
    assertThat(
            ebb()
                .callTyping("n\n", "drift", "--shadow=target", "--fix", "--environment=staging")
                .status())
        .isEqualTo(6);
    assertThat(database.query("SELECT b FROM t")).containsExactly("2");
    Result done =
        ebb().callTyping("y\n", "drift", "--shadow=target", "--fix", "--environment=staging");
    assertThat(done.status()).as(done.out() + done.err()).isZero();
    assertThat(database.query("SELECT * FROM t")).containsExactly("1");
    assertThat(drift("--fix").status()).isZero();
  }

  @Test
  void whatHoldsDataIsKeptOrLetGoOrRefusedAsSomebodySays() {
    up("CREATE TABLE t (a int);");
    database.execute("CREATE TABLE x (a int PRIMARY KEY, b text); INSERT INTO x VALUES (1, 'one')");
    Result refused = drift("--fix", "--yes", "--loss=refuse");
    assertThat(refused.status()).isEqualTo(6);
    assertThat(refused.err()).contains("rows of table public.x: 1", "--loss=keep");
    assertThat(drift("--fix", "--yes").status()).isZero();
    assertThat(database.query("SELECT table_name, kept_rows FROM ebb_keep.catalogue"))
        .containsExactly("x|1");
    database.execute("CREATE TABLE y (a int); INSERT INTO y VALUES (1)");
    assertThat(drift("--fix", "--yes", "--loss=accept").status()).isZero();
    assertThat(database.query("SELECT count(*) FROM ebb_keep.catalogue")).containsExactly("1");
    assertThat(drift("--fix", "--loss=shrug").status()).isEqualTo(2);
  }

  @Test
  void rowsThatAreInTheWayAreNamedWithTheQueryThatListsThem() {
    up("CREATE TABLE t (a int NOT NULL, b int UNIQUE);");
    database.execute("ALTER TABLE t ALTER a DROP NOT NULL; INSERT INTO t VALUES (NULL, 1), (2, 2)");
    Result result = drift("--fix", "--yes");
    assertThat(result.status()).isEqualTo(6);
    assertThat(result.err())
        .contains("rows are in the way", "(1 row)", "SELECT * FROM public.t WHERE a IS NULL");
    database.execute("DELETE FROM t WHERE a IS NULL");
    assertThat(drift("--fix", "--yes").status()).isZero();
  }

  @Test
  void aDatabaseThatTheLedgerSpeaksAgainstIsLeftAlone() throws IOException {
    up("CREATE TABLE t (a int);");
    new SampleProject(folder).table("frontend", 2, "1");
    ebb().call("up");
    database.execute("DROP TABLE t");
    for (String file : List.of("up.sql", "down.sql", "metadata.yaml")) {
      Files.delete(folder.resolve("migrations/frontend/2_m2").resolve(file));
    }
    Files.delete(folder.resolve("migrations/frontend/2_m2"));
    Result unknown = drift("--fix", "--yes");
    assertThat(unknown.status()).isEqualTo(6);
    assertThat(unknown.err()).contains("does not have applied migrations 2", "nothing was changed");
    new SampleProject(folder).table("frontend", 2, "1");
    database.execute(
        "INSERT INTO migration_logs (migration_logs_schema_version, schema, version, up, started_at)"
            + " VALUES (2, 'schema_migrations', 1, true, now()); CREATE TABLE stray (id int)");
    Result unsettled = drift("--fix", "--yes");
    assertThat(unsettled.status()).isEqualTo(4);
    assertThat(unsettled.err()).contains("'ebb repair --db=frontend'");
  }

  @Test
  void anIndexOnALargeTableIsBuiltWhileOthersWrite() {
    up("CREATE TABLE big (a int); CREATE INDEX by_a ON big (a);");
    database.execute(
        "DROP INDEX by_a; INSERT INTO big SELECT generate_series(1, 120000); ANALYZE big");
    Result fixed = drift("--fix", "--yes");
    assertThat(fixed.status()).as(fixed.out() + fixed.err()).isZero();
    assertThat(fixed.out())
        .contains("CREATE INDEX CONCURRENTLY by_a ON public.big", "while others work");
    database.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'by_a'::regclass");
    assertThat(drift("--fix", "--yes").out()).contains("REINDEX INDEX CONCURRENTLY public.by_a");
    assertThat(drift().status()).isZero();
  }

  @Test
  void whatIsAgreedToStaysAsItIs() throws IOException {
    up("CREATE TABLE t (a int);");
    database.execute("CREATE TABLE ours (id serial PRIMARY KEY); CREATE TABLE theirs (id int)");
    Files.writeString(
        folder.resolve("drift-allow.yaml"),
        "allow:\n  - {object: table public.ours, reason: so, until: never}\n");
    Result fixed = drift("--fix", "--yes");
    assertThat(fixed.status()).as(fixed.out() + fixed.err()).isZero();
    assertThat(database.query("SELECT to_regclass('ours'), to_regclass('theirs')"))
        .containsExactly("ours|<null>");
  }

  @Test
  void whoHoldsTheTableIsWaitedForAndNothingIsChangedIfHeStays() throws Exception {
    up("CREATE TABLE t (a int);");
    database.execute("ALTER TABLE t ADD COLUMN b int");
    try (var other = database.connect();
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT * FROM t");
      Result blocked = drift("--fix", "--yes", "--lock-timeout=50ms", "--lock-retries=1");
      assertThat(blocked.status()).isEqualTo(1);
      assertThat(blocked.err()).contains("after 2 attempts", "nothing was changed");
      other.rollback();
    }
    assertThat(drift("--fix", "--yes").status()).isZero();
  }
}
