package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a migration does is judged by what it was seen to do, not by how it is written. */
@ExtendWith(LeakCheck.class)
class LintCommandTest {
  private static final Path SCHEMA =
      Path.of(System.getProperty("ebb.root", ".."), "docs", "json", "lint.schema.json");

  @TempDir Path folder;
  private final TestDatabase database = TestPostgres.shared().newDatabase();
  private long last;

  @BeforeEach
  void start() {
    add(
        """
        CREATE TABLE a (id int PRIMARY KEY, note text);
        CREATE TABLE "B.b" (id int PRIMARY KEY, a int);
        INSERT INTO a VALUES (1, 'one');
        """,
        "DROP TABLE \"B.b\"; DROP TABLE a;");
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private void add(String up, String down, String... flags) {
    last++;
    new SampleProject(folder)
        .migration(
            "frontend", last, last == 1 ? "" : Long.toString(last - 1), List.of(up, down), flags);
  }

  private Result lint(int status, String... more) {
    List<String> words = new ArrayList<>(List.of("lint", "--shadow=target"));
    words.addAll(List.of(more));
    Result result = new SampleProject(folder).on(database).call(words.toArray(String[]::new));
    assertThat(result.status()).as(result.out() + result.err()).isEqualTo(status);
    return result;
  }

  private static String at(long id, String script, int line, String rule) {
    return "migrations/frontend/%d_m%d/%s.sql:%d %s".formatted(id, id, script, line, rule);
  }

  @Test
  void whatMakesOthersWaitIsFoundAtItsLineAndNothingElseIs() {
    add("ALTER TABLE a ADD COLUMN c int DEFAULT 7;", "ALTER TABLE a DROP COLUMN c;");
    add("ALTER TABLE a ALTER note TYPE varchar;", "ALTER TABLE a ALTER note TYPE text;");
    add(
        "CREATE TABLE d (id int PRIMARY KEY, e int UNIQUE); CREATE INDEX i ON d (id);",
        "DROP TABLE d;");
    add("TRUNCATE \"B.b\"; CREATE INDEX t ON \"B.b\" (a);", "DROP INDEX t;");
    assertThat(lint(0).out()).contains("5 migrations").doesNotContain(":1 ");

    add("SELECT 1;\nALTER TABLE a ALTER id TYPE bigint;", "ALTER TABLE a ALTER id TYPE int;");
    add("CREATE INDEX j ON \"B.b\" (a);", "DROP INDEX j;");
    add("ALTER TABLE a ADD CONSTRAINT k CHECK (c > 0);", "ALTER TABLE a DROP CONSTRAINT k;");
    add("ALTER TABLE a ALTER c SET NOT NULL;", "ALTER TABLE a ALTER c DROP NOT NULL;");
    add(
        "ALTER TABLE \"B.b\" ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES a (id) NOT VALID;\n"
            + "ALTER TABLE \"B.b\" VALIDATE CONSTRAINT f;",
        "ALTER TABLE \"B.b\" DROP CONSTRAINT f;");
    assertThat(lint(4).out())
        .contains(
            at(6, "up", 2, "error rewrites-table"),
            at(6, "down", 1, "warning rewrites-table"),
            at(7, "up", 1, "error index-blocks-writes"),
            at(8, "up", 1, "error constraint-validated"),
            at(9, "up", 1, "error not-null-scans"),
            at(10, "up", 2, "error validated-under-lock"),
            "instead: CREATE INDEX CONCURRENTLY",
            "5 errors, 1 warning");
  }

  @Test
  void theSafeWaysAreSilent() {
    add(
        "CREATE INDEX CONCURRENTLY i ON a (note);",
        "DROP INDEX CONCURRENTLY i;",
        "createIndexConcurrently: true");
    add(
        "ALTER TABLE a ADD CONSTRAINT k CHECK (note IS NOT NULL) NOT VALID;",
        "ALTER TABLE a DROP CONSTRAINT k;");
    add("ALTER TABLE a VALIDATE CONSTRAINT k;", "SELECT 1;");
    add("ALTER TABLE a ALTER note SET NOT NULL;", "ALTER TABLE a ALTER note DROP NOT NULL;");
    String out = lint(4).out();
    assertThat(out)
        .contains(at(4, "down", 1, "error down-does-nothing"), "1 error")
        .doesNotContain("2_m2", "3_m3", "5_m5", "warning");
  }

  @Test
  void aDownIsHeldAgainstWhatItsUpWasSeenToDo() {
    add("ALTER TABLE a ADD c int;", "ALTER TABLE a DROP c; DROP TABLE \"B.b\";");
    add("CREATE VIEW v AS SELECT id FROM a;", "");
    add("CREATE SEQUENCE s; CREATE SEQUENCE s2;", "DROP SEQUENCE s;");
    add("CREATE TABLE e (id int);", "DROP TABLE IF EXISTS f;");
    add("CREATE TABLE g (id int);", "DROP TABLE nonsense;");
    assertThat(lint(4).out())
        .contains(
            at(2, "down", 1, "error down-drops-more: drops table public.\"B.b\""),
            at(3, "down", 1, "error down-does-nothing"),
            at(4, "down", 1, "warning down-incomplete"),
            at(5, "down", 1, "error down-does-nothing"),
            at(5, "down", 1, "warning hidden-by-if: table \"f\" does not exist, skipping"),
            at(6, "down", 1, "error does-not-run"));
  }

  @Test
  void whatTheReleaseBeforeWouldMissIsToldOnTheWayUpOnly() {
    add("ALTER TABLE a RENAME note TO text;", "ALTER TABLE a RENAME text TO note;");
    add("ALTER TABLE \"B.b\" RENAME TO c;", "ALTER TABLE c RENAME TO \"B.b\";");
    add("ALTER TABLE c DROP a;", "ALTER TABLE c ADD a int;");
    add("CREATE VIEW v AS SELECT id FROM c;", "DROP VIEW v;");
    add(
        "DROP TABLE c CASCADE;",
        "CREATE TABLE c (id int PRIMARY KEY); CREATE VIEW v AS SELECT id FROM c;");
    String out = lint(0).out();
    assertThat(out)
        .contains(
            at(2, "up", 1, "warning renames: renames column public.a.note to public.a.text"),
            at(3, "up", 1, "warning renames: renames table public.\"B.b\" to public.c"),
            at(4, "up", 1, "warning drops-data: drops column public.c.a"),
            at(6, "up", 1, "warning drops-data: drops table public.c"),
            at(6, "up", 1, "warning cascade-drops: also drops view public.v"))
        .doesNotContain("down.sql:1 warning renames", "down.sql:1 warning drops-data");
  }

  @Test
  void anIfThatTheNextStatementAnswersHidesNothing() {
    add("DROP INDEX IF EXISTS i; CREATE UNIQUE INDEX i ON \"B.b\" (a);", "DROP INDEX IF EXISTS i;");
    add("CREATE TABLE IF NOT EXISTS a (id int, other int);", "SELECT 1;");
    assertThat(lint(4).out())
        .doesNotContain("2_m2/up.sql:1 warning", "2_m2/down.sql:1 warning")
        .contains(at(3, "up", 1, "warning hidden-by-if: relation \"a\" already exists, skipping"));
  }

  @Test
  void whatAScriptAllowsNeedsAReasonAndMustBeThere() {
    add(
        """
        -- ebb:allow rewrites-table nobody is here at night
        ALTER TABLE a ALTER id TYPE bigint;
        CREATE INDEX i ON a (note); -- ebb:allow index-blocks-writes ten rows
        -- ebb:allow index-blocks-writes
        CREATE INDEX j ON a (id, note);
        -- ebb:allow no-such-rule because
        -- ebb:allow not-null-scans it is empty
        SELECT ' -- ebb:allow renames this is a text';
        """,
        "DROP INDEX j; DROP INDEX i; ALTER TABLE a ALTER id TYPE int; -- ebb:allow rewrites-table as above");
    Result result = lint(4);
    assertThat(result.out())
        .contains(
            at(2, "up", 5, "error index-blocks-writes"),
            at(2, "up", 4, "error bad-allow: index-blocks-writes is allowed without a reason"),
            at(2, "up", 6, "error bad-allow: there is no rule \"no-such-rule\""),
            at(2, "up", 7, "warning unused-allow: not-null-scans is not broken here"),
            "3 allowed")
        .doesNotContain("renames", "rewrites-table");
    assertThat(lint(4, "-v").out()).contains("allowed: nobody is here at night");
  }

  @Test
  void theProjectDecidesHowBadARuleIs() throws IOException {
    add("CREATE INDEX i ON a (note);", "DROP INDEX i;");
    Files.writeString(folder.resolve("ebb.yaml"), "lint:\n  index-blocks-writes: warning\n");
    assertThat(lint(0).out()).contains("warning index-blocks-writes");
    Files.writeString(folder.resolve("ebb.yaml"), "lint:\n  index-blocks-writes: off\n");
    assertThat(lint(0).out()).contains("nothing to say");
    Files.writeString(
        folder.resolve("ebb.yaml"), "lint:\n  index-block-writes: off\n  renames: bad\n");
    assertThat(lint(2).err())
        .contains("did you mean index-blocks-writes?", "\"bad\" is no level", "ebb.yaml:2");
  }

  @Test
  void aTableThatIsKnownToBeSmallIsWorthANoticeOnly() {
    InProcess ebb = new SampleProject(folder).on(database);
    assertThat(ebb.call("up").status()).isZero();
    add("CREATE INDEX i ON a (note);", "DROP INDEX i;");
    lint(4);
    assertThat(lint(0, "--sizes", "-v").out())
        .contains("notice index-blocks-writes", "it is small", "1 notice");
  }

  @Test
  void aDownThatSpoilsTheScratchDatabaseDoesNotHarmTheNext() {
    add("ALTER TABLE a ADD c int;", "DROP TABLE a;");
    add("ALTER TABLE a ALTER c TYPE bigint;", "ALTER TABLE a ALTER c TYPE int;");
    assertThat(lint(4).out())
        .contains(at(2, "down", 1, "error down-drops-more"), at(3, "up", 1, "error rewrites-table"))
        .doesNotContain("does-not-run");
  }

  @Test
  void theDocumentIsWhatItsSchemaSaysAndAnnotationsNameTheLine() throws IOException {
    add("\n\nCREATE INDEX \"a,b:%\" ON a (note);", "DROP INDEX \"a,b:%\";");
    String document = lint(4, "--format=json").out();
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMA), InputFormat.JSON)
                .validate(document, InputFormat.JSON))
        .as(document)
        .isEmpty();
    assertThat(lint(4, "--format=github").out())
        .startsWith(
            "::error file=migrations/frontend/2_m2/up.sql,line=3,title=index-blocks-writes::builds")
        .contains("a,b:%25")
        .hasLineCount(1);
  }
}
