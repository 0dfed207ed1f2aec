package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every JSON document that a command gives is what {@code docs/json} says of it. */
@ExtendWith(LeakCheck.class)
class JsonTest extends SampleDatabase {
  private static final Path SCHEMAS =
      Path.of(System.getProperty("ebb.root", ".."), "docs", "json").toAbsolutePath().normalize();

  /** Calls a command, holds its document against the schema, and returns it. */
  private String document(int status, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--format=json");
    Result result = ebb.call(all.toArray(String[]::new));
    assertThat(result.status()).as(result.out() + result.err()).isEqualTo(status);
    assertThat(violations(words[0], result.out())).as(result.out()).isEmpty();
    assertThat(result.out()).contains("\"exitStatus\" : " + status + ",");
    return result.out();
  }

  static List<String> violations(String command, String document) {
    try {
      String schema = Files.readString(SCHEMAS.resolve(command + ".schema.json"));
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(schema, InputFormat.JSON)
          .validate(document, InputFormat.JSON)
          .stream()
          .map(Object::toString)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatRunsGivesOneDocumentWhateverHappens() {
    assertThat(document(0, "up", "--dry-run", "-v")).contains("\"planned\"", "CREATE TABLE");
    assertThat(document(0, "upto", "--target=2")).contains("\"done\"");
    assertThat(document(0, "up")).contains("\"done\"");
    assertThat(document(0, "up")).contains("\"upToDate\"");
    assertThat(document(6, "down")).contains("--yes");
    assertThat(document(0, "down", "--yes")).contains("table frontend_t3");
    assertThat(document(0, "undo", "--yes")).contains("\"down\"");
    assertThat(document(0, "downto", "--target=1", "--yes")).contains("\"upToDate\"");
    new SampleProject(folder)
        .migration("frontend", 4, "3", List.of("SELECT nonsense;", "SELECT 1;"))
        .table("frontend", 5, "4");
    assertThat(document(3, "up")).contains("\"failed\"", "\"notRun\"", "up.sql");
    assertThat(document(2, "up", "--nonsense")).contains("unknown option --nonsense");
    assertThat(document(2, "upto", "--target=99")).contains("unknown migration 99");
  }

  @Test
  void whatLooksGivesOneDocumentWhateverItSees() throws IOException {
    assertThat(document(0, "status")).contains("\"pending\"");
    assertThat(document(4, "validate")).contains("\"out_of_date\"");
    document(0, "history");
    ebb.call("up");
    ebb.call("down", "--yes");
    document(0, "status");
    assertThat(document(0, "history", "--limit=all")).contains("\"toolVersion\" : \"0.1.0\"");
    document(0, "leaves");
    assertThat(document(0, "describe", "--owners"))
        .contains("\"path\" : \"public.frontend_t1\"", "\"fingerprintWithoutColumnOrder\"");
    Files.writeString(folder.resolve("migrations/frontend/1_m1/up.sql"), "SELECT 2;");
    assertThat(document(4, "status")).contains("\"needsAttention\" : true");
    document(4, "validate");
    database.execute(
        "INSERT INTO migration_logs (migration_logs_schema_version, schema, version, up, started_at)"
            + " VALUES (2, 'schema_migrations', 3, true, now())");
    document(4, "status");
    document(4, "validate");
    assertThat(document(4, "repair", "--dry-run")).contains("\"markUnapplied\"", "\"none\"");
    assertThat(document(0, "repair", "--yes")).contains("\"decision\" : \"markUnapplied\"");
    assertThat(document(0, "repair")).contains("\"findings\" : [ ]");
    database.execute("CREATE TABLE frontend_t3 (id int)");
    document(0, "add-log", "--version=3");
    document(6, "add-log", "--version=3");
  }

  @Test
  void theWaysBackAreOneDocument() {
    assertThat(document(0, "rollback", "--symptom=app-errors")).doesNotContain("lastRun");
    ebb.call("up");
    assertThat(document(0, "rollback", "--symptom=data-corruption"))
        .contains("\"exact-down\"", "ebb down --steps=3 --db=frontend");
    assertThat(document(2, "rollback", "--symptom=bad")).contains("unknown symptom");
    assertThat(document(2, "rollback", "--do=1")).contains("text only");
  }

  @Test
  void releasesAreOneDocument() {
    new SampleProject(folder.resolve("releases/v1.0.0")).chain("frontend");
    assertThat(document(0, "releases")).contains("\"version\" : \"v1.0.0\"");
    assertThat(document(2, "releases", "--from=v2.0")).contains("unknown release v2.0.0");
    assertThat(document(0, "bundle")).contains("\"migrations\" : 3");
    assertThat(document(4, "bundle", "--verify", "--shadow=target", "--bundle=ebb-releases.bundle"))
        .contains("\"recorded\" : 1");
    assertThat(document(0, "releases", "--bundle=ebb-releases.bundle")).contains("v1.0.0");
  }

  @Test
  void aWayFromReleaseToReleaseIsOneDocument() {
    ebb = ebb.with("EBB_ENVIRONMENT", "staging").with("HOME", folder.toString());
    new SampleProject(folder.resolve("releases/v1.0.0")).table("frontend", 1, "");
    new SampleProject(folder.resolve("releases/v1.1.0")).chain("frontend");
    String[] up = {"upgrade", "--from=v1.0", "--to=v1.1", "--shadow=target"};
    assertThat(document(6, up)).contains("version assertion failed");
    ebb.call("upto", "--target=1");
    assertThat(document(0, "upgrade", "--from=v1.0", "--to=v1.1", "--shadow=target", "--dry-run"))
        .contains("\"dryRun\" : true", "\"id\" : 3");
    assertThat(document(0, up)).contains("\"arrived\" : true", "\"differences\" : 0");
    assertThat(document(0, "downgrade", "--from=v1.1", "--to=v1.0", "--shadow=target", "--yes"))
        .contains("\"arrived\" : true", "\"direction\" : \"down\"");
    assertThat(document(2, "downgrade")).contains("nothing is under way");
  }

  @Test
  void differencesAreOneDocumentOfWhateverKind() throws IOException {
    ebb = ebb.with("HOME", folder.toString());
    ebb.call("up");
    assertThat(document(0, "drift", "--shadow=target")).contains("\"findings\" : [ ]");
    database.execute(
        """
        ALTER TABLE frontend_t1 ALTER id TYPE bigint; DROP TABLE frontend_t2; CREATE TABLE more (id int);
        CREATE TABLE allowed (id int); ALTER TABLE frontend_t3 RENAME id TO other;
        """);
    Files.writeString(
        folder.resolve("drift-allow.yaml"),
        """
        allow:
          - {object: table public.allowed, reason: so, until: never}
          - {object: table public.gone, reason: so, until: never}
          - {object: table public.more, reason: so, until: 2001-01-01}
        """);
    assertThat(document(4, "drift", "--shadow=target"))
        .contains("\"missing\"", "\"unexpected\"", "\"different\"", "\"byHand\"");
    assertThat(document(4, "drift", "--shadow=target", "--sql"))
        .contains("\"CREATE TABLE public.frontend_t2", "DROP TABLE public.more", "\"losses\"")
        .doesNotContain("DROP TABLE public.allowed");
    assertThat(document(4, "drift", "--shadow=target", "--fix", "--dry-run"))
        .contains("\"fix\"", "\"notDone\"", "\"trialFlaws\" : [ ]", "DROP TABLE public.more");
    assertThat(document(6, "drift", "--shadow=target", "--fix")).contains("--yes");
    assertThat(document(0, "drift", "--shadow=target", "--fix", "--yes")).contains("\"done\"");
    assertThat(document(2, "drift", "--shadow=nowhere")).contains("no place for a shadow");
  }

  @Test
  void whatIsKeptIsADocument() {
    ebb.call("up");
    assertThat(document(0, "keep")).contains("\"kept\" : [ ]");
    database.execute("INSERT INTO frontend_t3 VALUES (1), (2)");
    ebb.call("down", "--yes");
    assertThat(document(0, "keep", "list")).contains("table public.frontend_t3", "\"rows\" : 2");
    assertThat(document(0, "keep", "purge", "--table=frontend_t3", "--dry-run"))
        .contains("\"state\" : \"kept\"");
    assertThat(document(6, "keep", "purge", "--older-than=0")).contains("--yes");
    assertThat(document(0, "keep", "purge", "--older-than=0", "--yes"))
        .contains("\"state\" : \"purged\"");
    assertThat(document(2, "keep", "restore", "--id=1")).contains("nothing is stored");
    assertThat(document(2, "keep", "nonsense")).contains("there are: keep list");
  }

  @Test
  void aDatabaseThatIsNotThereIsADocumentToo() {
    ebb = ebb.with("PGDATABASE", "nowhere");
    for (String command : List.of("up", "status", "validate", "history", "repair", "describe")) {
      assertThat(document(1, command)).contains("\"connection\"");
    }
  }

  @Test
  void whatWouldGoAndWhereItWouldFailIsInThePlan() {
    new SampleProject(folder)
        .migration(
            "frontend",
            4,
            "3",
            List.of(
                "CREATE TABLE kept (id int PRIMARY KEY, v text, w text);",
                "ALTER TABLE kept DROP COLUMN v; ALTER TABLE kept ALTER w SET NOT NULL;"
                    + " DO $$ BEGIN EXECUTE 'DROP TABLE ' || 'x'; END $$; DROP TABLE kept;"));
    document(0, "up");
    database.execute("INSERT INTO kept VALUES (1, 'secret', NULL), (2, NULL, 'x')");
    assertThat(document(0, "down", "--dry-run"))
        .contains("\"kind\" : \"column\"", "\"accuracy\" : \"exact\"", "\"xxxxxx\"")
        .contains("\"certain\" : true", "t.w IS NULL", "\"id = 1\"", "a block of code")
        .doesNotContain("secret\"");
    assertThat(document(6, "down", "--yes")).contains("would fail today");
  }
}
