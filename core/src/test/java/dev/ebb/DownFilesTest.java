package dev.ebb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.fault.Fault;
import dev.ebb.graph.Migration;
import dev.ebb.source.DefinitionReader;
import dev.ebb.source.FolderTree;
import dev.ebb.source.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways back are written whole or not at all, and only into definitions that stay sound. */
class DownFilesTest {
  @TempDir Path root;

  private DownFiles files() {
    FolderTree tree = FolderTree.at(root);
    return new DownFiles(Project.read(tree), tree);
  }

  private void put(String file, String text) throws IOException {
    Path path = root.resolve("migrations").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private List<Migration> migrations() {
    return files().workspace().definitions().getFirst().graph().order();
  }

  private List<String> all() throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> root.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void anEmptyDownStandsInForAMissingOneInTheFlatLayoutToo() throws IOException {
    put("flat/1_a.up.sql", "SELECT 1;");
    put("flat/02_b.up.sql", "SELECT 2;");
    put("flat/2_other.down.sql", "SELECT 3;");
    assertThat(migrations().stream().map(m -> m.down().file()))
        .containsExactly("migrations/flat/1_a.down.sql", "migrations/flat/2_other.down.sql");
    assertThat(migrations().getFirst().down().script().statements()).isEmpty();
  }

  @Test
  void whatIsWrittenIsReadBackAndNothingElseIsLeft() throws IOException {
    put("s/7_c/up.sql", "SELECT 1;");
    put("s/7_c/metadata.yaml", "name: c\nparents: []\n");
    String file = migrations().getFirst().down().file();
    assertThat(file).isEqualTo("migrations/s/7_c/down.sql");
    files().write(Map.of(file, "-- é\nSELECT 2;\n"));
    assertThat(root.resolve(file)).hasContent("-- é\nSELECT 2;\n");
    FolderTree tree = FolderTree.at(root);
    assertThat(DefinitionReader.read(tree, Project.read(tree).schemas()).errors()).isEmpty();
    assertThat(all()).hasSize(3);
  }

  @Test
  void whatWouldSpoilTheDefinitionsIsTakenBackWhole() throws IOException {
    put("s/7_c/up.sql", "SELECT 1;");
    put("s/7_c/down.sql", "SELECT 2;");
    put("s/7_c/metadata.yaml", "name: c\nparents: []\n");
    put("s/8_d/up.sql", "SELECT 1;");
    put("s/8_d/metadata.yaml", "name: d\nparents: [7]\n");
    List<String> before = all();
    assertThatThrownBy(() ->
            files()
                .write(
                    Map.of(
                        "migrations/s/7_c/down.sql",
                        "SELECT 3;",
                        "migrations/s/8_d/down.sql",
                        "CREATE INDEX CONCURRENTLY i ON t (a);")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("CONCURRENTLY");
    assertThat(all()).isEqualTo(before);
    assertThat(root.resolve("migrations/s/7_c/down.sql")).hasContent("SELECT 2;");
  }

  @Test
  void whatCannotBeWrittenLeavesAllAsItWas() throws IOException {
    put("s/7_c/up.sql", "SELECT 1;");
    put("s/7_c/metadata.yaml", "name: c\nparents: []\n");
    List<String> before = all();
    assertThatThrownBy(() ->
            files()
                .write(
                    Map.of(
                        "migrations/s/7_c/down.sql",
                        "SELECT 3;",
                        "migrations/nowhere/8_d/down.sql",
                        "SELECT 4;")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("all files are as they were");
    assertThat(all()).isEqualTo(before);
  }
}
