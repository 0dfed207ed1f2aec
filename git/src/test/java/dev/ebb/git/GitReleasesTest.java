package dev.ebb.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.release.Overrides;
import dev.ebb.release.Releases;
import dev.ebb.release.Snapshot;
import dev.ebb.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitReleasesTest {
  @TempDir Path folder;

  @Test
  void tagsThatAreVersionsAreReleases() throws IOException, GitAPIException {
    try (TestRepository repository = new TestRepository(folder)) {
      repository.migration("migrations/frontend/1_a", "").release("v1.0.0");
      repository.file("README.md", "nothing of ours").release("1.0.1");
      repository.migration("migrations/frontend/2_b", "1").release("v1.1.0-rc.1");
      repository.release("nightly");
      repository.migration("migrations/frontend/3_c", "2").release("v1.1.0");
    }
    GitReleases found = GitReleases.of(folder);
    assertThat(found.versions().all())
        .extracting(Version::toString)
        .containsExactly("v1.0.0", "v1.0.1", "v1.1.0-rc.1", "v1.1.0");
    List<Snapshot> snapshots = found.read(found.versions().all());
    assertThat(snapshots)
        .extracting(Snapshot::name)
        .containsExactly("v1.0.0", "1.0.1", "v1.1.0-rc.1", "v1.1.0");
    Releases releases = Releases.stitch("tags", snapshots, Overrides.none());
    assertThat(releases.release(Version.parse("v1.0.1")).leaves(new SchemaName("frontend")))
        .containsExactly(new MigrationId(1));
    assertThat(releases.release(Version.of(1, 1)).leaves(new SchemaName("frontend")))
        .containsExactly(new MigrationId(3));
  }

  @Test
  void whatIsWrongInAnyReleaseIsToldAtOnceWithTheRelease() throws IOException, GitAPIException {
    try (TestRepository repository = new TestRepository(folder)) {
      repository.migration("migrations/frontend/1_a", "99").release("v1.0.0");
      repository.migration("migrations/frontend/2_b", "98").release("v1.1.0");
    }
    GitReleases found = GitReleases.of(folder);
    assertThatThrownBy(() -> found.read(found.versions().all()))
        .hasMessageContaining("v1.0.0:migrations/frontend/1_a/metadata.yaml")
        .hasMessageContaining("v1.1.0:migrations/frontend/1_a/metadata.yaml")
        .hasMessageContaining("v1.1.0:migrations/frontend/2_b/metadata.yaml");
    assertThatThrownBy(() -> found.read(List.of(Version.of(1, 2))))
        .hasMessageContaining("unknown release v1.2.0");
  }
}
