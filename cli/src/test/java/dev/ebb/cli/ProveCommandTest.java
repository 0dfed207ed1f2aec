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
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** What {@code prove} finds is told in every form, and only what nobody bears makes it fail. */
@ExtendWith(LeakCheck.class)
class ProveCommandTest {
  private static final Path SCHEMA =
      Path.of(System.getProperty("ebb.root", ".."), "docs", "json", "prove.schema.json");

  @TempDir Path folder;
  private final TestDatabase database = TestPostgres.shared().newDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  private InProcess project() {
    return new SampleProject(folder)
        .table("frontend", 1, "")
        .migration(
            "frontend",
            2,
            "1",
            List.of("CREATE INDEX \"a<b>&%\" ON frontend_t1 (id);", "SELECT 1;"))
        .migration(
            "frontend",
            3,
            "2",
            List.of("CREATE EXTENSION no_such;", "SELECT 1;"),
            "privileged: true")
        .on(database);
  }

  private Result prove(String... more) {
    List<String> words = new java.util.ArrayList<>(List.of("prove", "--shadow=target"));
    words.addAll(List.of(more));
    return project().call(words.toArray(String[]::new));
  }

  @Test
  void whatIsDisprovenIsShownWithTheExactDifference() {
    Result result = prove();
    assertThat(result.status()).as(result.err()).isEqualTo(4);
    assertThat(result.out())
        .contains("2 (m2): disproven", "2_m2/down.sql", "+ index public.\"a<b>&%\"")
        .contains("3 (m3): not provable", "no_such")
        .contains("and proven:", "| DROP INDEX public.\"a<b>&%\";")
        .contains("1 proven, 1 disproven, 1 not provable")
        .doesNotContain("1 (m1)");
    assertThat(database.query("SELECT 1 FROM pg_class WHERE relname = 'frontend_t1'")).isEmpty();
  }

  @Test
  void theDocumentIsWhatItsSchemaSays() throws IOException {
    Result result = prove("--format=json");
    assertThat(result.status()).isEqualTo(4);
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMA), InputFormat.JSON)
                .validate(result.out(), InputFormat.JSON))
        .as(result.out())
        .isEmpty();
    assertThat(result.out()).contains("\"verdict\" : \"disproven\"", "\"notProvable\" : 1");
  }

  @Test
  void testResultsAreXmlThatAMachineReads() throws Exception {
    Element root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(prove("--format=junit").out())))
            .getDocumentElement();
    Element suite = (Element) root.getElementsByTagName("testsuite").item(0);
    assertThat(suite.getAttribute("tests")).isEqualTo("3");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("skipped")).isEqualTo("1");
    assertThat(root.getElementsByTagName("failure").item(0).getTextContent())
        .contains("\"a<b>&%\"");
  }

  @Test
  void annotationsNameFileAndLineAndEscapeWhatWouldEndThem() {
    String out = prove("--format=github").out();
    assertThat(out)
        .contains(
            "::error file=migrations/frontend/2_m2/down.sql,line=1,title=2 (m2)::", "a<b>&%25")
        .contains("::warning file=migrations/frontend/3_m3/up.sql,line=1,title=3 (m3)::");
    assertThat(out.lines()).hasSize(2).allMatch(line -> line.startsWith("::"));
  }

  @Test
  void whatTheBaselineBearsDoesNotFailAndWhatItNeedNotBearIsSaid() throws IOException {
    Files.writeString(
        folder.resolve("prove.yaml"),
        """
        accept:
          - schema: frontend
            migration: 2
            reason: the index is harmless
          - {schema: frontend, migration: 1, reason: long mended}
        """);
    Result result = prove("--baseline=prove.yaml");
    assertThat(result.status()).as(result.out()).isZero();
    assertThat(result.out()).contains("in the baseline: the index is harmless");
    assertThat(result.err()).contains("migration 1 is not disproven any more");
    Files.writeString(
        folder.resolve("prove.yaml"), "accept:\n  - {schema: frontend, migration: 2}\n");
    assertThat(prove("--baseline=prove.yaml").status()).isEqualTo(2);
  }

  private String down(long id) throws IOException {
    return Files.readString(
        folder.resolve("migrations/frontend/%d_m%d/down.sql".formatted(id, id)));
  }

  @Test
  void downsThatAreDerivedAreWrittenWhereThereIsNoneAndThenTheProjectIsSound() throws IOException {
    InProcess project =
        new SampleProject(folder)
            .table("frontend", 1, "")
            .migration("frontend", 2, "1", List.of("CREATE INDEX \"a b\" ON frontend_t1 (id);", ""))
            .migration(
                "frontend",
                3,
                "2",
                List.of("ALTER TABLE frontend_t1 ADD c int;", "BEGIN;\n-- because\nCOMMIT;\n"))
            .migration("frontend", 4, "3", List.of("CREATE TABLE d (id int);", "SELECT 1;"))
            .on(database);
    Files.delete(folder.resolve("migrations/frontend/2_m2/down.sql"));
    assertThat(project.call("validate").status()).isEqualTo(2);
    assertThat(project.call("prove", "--shadow=target", "--write-downs", "--dry-run").out())
        .contains("would write migrations/frontend/2_m2/down.sql");
    assertThat(folder.resolve("migrations/frontend/2_m2/down.sql")).doesNotExist();
    Result written = project.call("prove", "--shadow=target", "--write-downs");
    assertThat(written.status()).as(written.err()).isEqualTo(4);
    assertThat(written.out())
        .contains("| DROP INDEX public.\"a b\";", "wrote migrations/frontend/2_m2/down.sql")
        .contains("left alone: migrations/frontend/4_m4/down.sql");
    assertThat(down(3)).startsWith("-- because\n--\n-- Derived").contains("DROP COLUMN c;");
    assertThat(down(4)).isEqualTo("SELECT 1;");
    Result forced = project.call("prove", "--shadow=target", "--write-downs", "--overwrite");
    assertThat(forced.status()).as(forced.out()).isZero();
    assertThat(down(4)).contains("DROP TABLE public.d;");
    assertThat(project.call("prove", "--shadow=target").out()).contains("4 proven");
    assertThat(project.call("up").status()).isZero();
    assertThat(project.call("validate").status()).isZero();
    assertThat(project.call("prove", "--overwrite").status()).isEqualTo(2);
  }

  @Test
  void whatTheDatabaseHasStoredOtherwiseIsNamed() throws IOException {
    InProcess project =
        new SampleProject(folder).table("frontend", 1, "").table("frontend", 2, "1").on(database);
    assertThat(project.call("up").status()).isZero();
    Files.writeString(
        folder.resolve("migrations/frontend/2_m2/down.sql"),
        "DROP TABLE frontend_t2; SELECT 'more';");
    assertThat(project.call("prove", "--shadow=target", "--db=frontend").out())
        .contains("the database of frontend has stored other downs when these were applied: 2\n");
    assertThat(project.call("prove", "--shadow=target").out()).doesNotContain("stored");
  }

  @Test
  void onlyWhatIsNewOrChangedSinceARevisionIsProven() throws Exception {
    InProcess project = new SampleProject(folder).chain("frontend").on(database);
    try (Git git = Git.init().setDirectory(folder.toFile()).call()) {
      git.add().addFilepattern(".").call();
      git.commit()
          .setMessage("a change")
          .setAuthor("nobody", "nobody@localhost")
          .setCommitter("nobody", "nobody@localhost")
          .setSign(false)
          .call();
    }
    Files.writeString(
        folder.resolve("migrations/frontend/2_m2/down.sql"), "DROP TABLE IF EXISTS frontend_t2;");
    Result result = project.call("prove", "--shadow=target", "--since=HEAD", "-v");
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).contains("2 (m2): proven", "1 migration in").doesNotContain("3 (m3)");
  }

  @Test
  void addDerivesTheDownOfAnUpThatIsWritten() throws IOException {
    InProcess project =
        new SampleProject(folder)
            .table("frontend", 1, "")
            .migration("frontend", 2, "1", List.of("ALTER TABLE frontend_t1 ADD c int;", ""))
            .on(database);
    Result added = project.call("add", "--derive", "--shadow=target");
    assertThat(added.status()).as(added.err()).isZero();
    assertThat(added.out()).contains("2_m2/down.sql", "DROP COLUMN c;");
    assertThat(down(2)).contains("ALTER TABLE public.frontend_t1 DROP COLUMN c;");
    Result again = project.call("add", "--derive", "2", "--shadow=target");
    assertThat(again.status()).isEqualTo(6);
    assertThat(again.err()).contains("there is a down already");
    assertThat(project.call("add", "--derive", "no", "number").status()).isEqualTo(2);
    assertThat(project.call("add").status()).isEqualTo(2);
  }

  @Test
  void anUnknownFormOrPlaceIsBadUsage() {
    assertThat(prove("--format=pdf").status()).isEqualTo(2);
    assertThat(project().call("prove", "--shadow=moon").status()).isEqualTo(2);
  }
}
