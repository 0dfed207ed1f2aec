package dev.ebb.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.fault.Fault;
import dev.ebb.fault.Problem;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SequencedCollection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Releases as lists of leaves. */
final class ReleaseListTest {
  private static final SchemaName SHOP = new SchemaName("shop");

  @TempDir private Path folder;

  @BeforeEach
  void project() throws IOException {
    for (int id = 1; id <= 4; id++) {
      Path home = Files.createDirectories(folder.resolve("migrations/shop/" + id + "_m"));
      Files.writeString(home.resolve("up.sql"), "CREATE TABLE t" + id + " ();");
      Files.writeString(home.resolve("down.sql"), "DROP TABLE t" + id + ";");
      Files.writeString(
          home.resolve("metadata.yaml"), id == 1 ? "name: m" : "name: m\nparents: [1]");
    }
    Files.createDirectories(folder.resolve("releases"));
  }

  private void list(String version, String text) throws IOException {
    Files.writeString(folder.resolve("releases/" + version + ".txt"), text);
  }

  private List<Snapshot> read() {
    ReleaseFolders releases = ReleaseFolders.of(folder).orElseThrow();
    return releases.read(releases.versions().all());
  }

  private static SequencedCollection<MigrationId> ids(Snapshot snapshot) {
    return Objects.requireNonNull(snapshot.definitions().get(SHOP)).ids();
  }

  @Test
  void aReleaseHasItsLeavesAndWhatTheyNeed() throws IOException {
    list("v1.0.0", "# leaves\r\nshop 2\r\n");
    list("v1.1.0", "\nshop  2 4 # and no 3\n");
    list("notes", "no release");
    List<Snapshot> read = read();
    assertThat(read)
        .extracting(Snapshot::version)
        .extracting(Version::toString)
        .containsExactly("v1.0.0", "v1.1.0");
    assertThat(ids(read.getFirst())).containsExactly(new MigrationId(1), new MigrationId(2));
    assertThat(ids(read.getLast())).hasSize(3);
  }

  @Test
  void aSchemaThatIsNotNamedWasNotThereYet() throws IOException {
    list("v1.0.0", "");
    assertThat(read().getFirst().definitions()).isEmpty();
  }

  @Test
  void everythingThatIsWrongIsToldWithItsLine() throws IOException {
    list("v1.0.0", "shop 2 9\nshpo 1\nshop x");
    Fault fault = catchThrowableOfType(Fault.class, this::read);
    assertThat(fault.problems())
        .extracting(Problem::what)
        .containsExactly(
            "9 is not a migration that the project has",
            "the project has no migrations of a schema \"shpo\"",
            "schema \"shop\" is there twice",
            "x is not a migration that the project has");
    assertThat(fault.problems().get(1).toString()).contains("releases/v1.0.0.txt", "shop");
  }
}
