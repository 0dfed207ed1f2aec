package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that only read and write a project: init, add, visualize without a database. */
class WorkshopTest {
  @TempDir Path folder;
  private InProcess ebb = InProcess.in(Path.of(""));

  @BeforeEach
  void home() {
    ebb = InProcess.in(folder).with("HOME", folder.toString());
  }

  @Test
  void initStartsAProjectToWhichAddAddsInThePredecessorsWords() {
    Result init = ebb.call("init", "--db=frontend");
    assertThat(init.status()).as(init.err()).isZero();
    assertThat(init.out()).isEqualTo("Project started\n ~/migrations/frontend\n");

    Result add = ebb.call("add", "-db=frontend", "my migration name");
    assertThat(add.status()).as(add.err()).isZero();
    assertThat(add.out())
        .matches(
            """
            Migration files created
             Up migration: ~/migrations/frontend/\\d{10}_my_migration_name/up.sql
             Down migration: ~/migrations/frontend/\\d{10}_my_migration_name/down.sql
             Metadata: ~/migrations/frontend/\\d{10}_my_migration_name/metadata.yaml
            """);
    assertThat(add.err()).contains("first of its schema");
  }

  @Test
  void addFollowsTheFlatLayoutAndNamesTheParents() throws IOException {
    Path schema = Files.createDirectories(folder.resolve("migrations/frontend"));
    Files.writeString(schema.resolve("1528395961_first.up.sql"), "CREATE TABLE a (id int);");
    Files.writeString(schema.resolve("1528395961_first.down.sql"), "DROP TABLE a;");
    Result add = ebb.call("add", "--db", "frontend", "second", "--concurrently");
    assertThat(add.out())
        .matches(
            """
            Migration files created
             Up migration: ~/migrations/frontend/\\d+_second.up.sql
             Down migration: ~/migrations/frontend/\\d+_second.down.sql
            """);
    assertThat(add.err()).contains("1528395961");
    Path up = folder.resolve(add.out().replaceAll("(?s).*Up migration: ~/(\\S+).*", "$1"));
    assertThat(Files.readString(up)).contains("createIndexConcurrently: true");
  }

  @Test
  void addTellsItsFilesAsJson() {
    ebb.call("init");
    Result add = ebb.call("add", "Ünïcode \"name\"", "--privileged", "--format=json");
    assertThat(add.status()).as(add.err()).isZero();
    assertThat(add.out()).contains("\"command\" : \"add\"", "\"files\" : [", "\"parents\" : [");
  }

  @Test
  void initNeverTouchesWhatIsThere() {
    assertThat(ebb.call("init", "--db=a,b", "--config").status()).isZero();
    assertThat(ebb.call("init", "--db=a").status()).isEqualTo(2);
    assertThat(ebb.call("init", "--db=a/b").status()).isEqualTo(2);
    assertThat(ebb.call("init", "--db=..").status()).isEqualTo(2);
  }

  @Test
  void addWithoutAProjectSaysHowToStartOne() {
    Result add = ebb.call("add", "x");
    assertThat(add.status()).isEqualTo(2);
    assertThat(add.err()).contains("ebb init");
  }

  @Test
  void visualizeWorksWithoutADatabase() throws IOException {
    Path example = Path.of(System.getProperty("ebb.root", "..")).resolve("examples/product");
    for (String form : List.of("dot", "mermaid", "svg")) {
      Result drawn = ebb.call("visualize", "--project=" + example, "--format=" + form);
      assertThat(drawn.status()).as(drawn.err()).isZero();
      assertThat(drawn.out()).contains("1750000000", "1751300000", "defined");
      assertThat(drawn.err()).contains("no database is configured for frontend");
    }
    Result file =
        ebb.call(
            "visualize", "--project=" + example, "--db=codeintel", "--out=x.svg", "--no-database");
    assertThat(file.status()).as(file.err()).isZero();
    assertThat(Files.readString(folder.resolve("x.svg"))).startsWith("<?xml").contains("codeintel");
    assertThat(ebb.call("visualize", "--project=" + example, "--format=png").status()).isEqualTo(2);
    assertThat(ebb.call("visualize", "--project=" + example, "--out=no/such/x.svg").status())
        .isEqualTo(1);
  }
}
