package dev.ebb.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.fault.Fault;
import dev.ebb.graph.Migration;
import dev.ebb.source.DefinitionReader;
import dev.ebb.source.FolderTree;
import dev.ebb.source.Project;
import dev.ebb.source.SchemaConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a revert the project is sound, or it is as it was. */
class RevertedFilesTest {
  @TempDir private Path root;

  private Path migration(int id, String name, String parents) throws IOException {
    Path folder =
        Files.createDirectories(root.resolve("migrations/frontend/" + id + "_some thing"));
    Files.writeString(folder.resolve("up.sql"), "SELECT " + id + ";\r\n");
    Files.writeString(folder.resolve("down.sql"), "SELECT 0;\r\n");
    Files.writeString(
        folder.resolve("metadata.yaml"), "name: " + name + "\nparents: [" + parents + "]\n");
    return folder;
  }

  private SchemaConfig schema() {
    return Project.read(FolderTree.at(root)).schemas().getFirst();
  }

  private List<Migration> definitions() {
    return DefinitionReader.read(FolderTree.at(root), List.of(schema()))
        .orFault()
        .getFirst()
        .graph()
        .order();
  }

  private void revert(Migration bad) {
    new RevertedFiles(FolderTree.at(root), InstantSource.system())
        .write(schema(), List.of(bad), "a reason", Optional.empty());
  }

  @Test
  void whatElseIsInTheFolderStaysAndTheNameMayBeAnything() throws IOException {
    migration(1, "a", "");
    Path folder = migration(2, "\"b \\\"quoted\\\" \\\\ and more\"", "1");
    migration(3, "c", "2");
    Files.writeString(folder.resolve("notes.md"), "why");
    revert(definitions().get(1));
    assertThat(folder.resolve("notes.md")).hasContent("why");
    assertThat(definitions()).extracting(m -> m.id().value()).containsExactly(1L, 2L, 3L);
    Migration reverted = definitions().get(1);
    assertThat(reverted.name()).isEqualTo("reverted: b \"quoted\" \\ and more");
    assertThat(reverted.up().script().statements()).isEmpty();
    assertThat(definitions().getLast().parents()).containsExactly(reverted.id());
  }

  @Test
  void aProjectThatIsNotSoundAfterwardsIsAsItWas() throws IOException {
    migration(1, "a", "");
    Path folder = migration(2, "b", "1");
    Migration bad = definitions().getLast();
    // somebody else's work, meanwhile
    migration(4, "d", "77");
    assertThatThrownBy(() -> revert(bad)).isInstanceOf(Fault.class).hasMessageContaining("77");
    assertThat(folder.resolve("up.sql")).hasContent("SELECT 2;");
    assertThat(root.resolve("migrations/frontend/2_reverted")).doesNotExist();
  }
}
