package dev.ebb.restore.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a dead maker left goes, and nobody's work that is under way. */
class FolderTest {
  private static final String DEAD = "999999999";

  @TempDir private Path root;

  @Test
  void onlyWhatNobodyWorksAtAnyMoreIsRemoved() throws IOException {
    Path ours = Folder.begin(root, "ours").path();
    String mine = ours.getFileName().toString();
    String pid = Long.toString(ProcessHandle.current().pid());
    Path dead = Files.createDirectory(root.resolve(mine.replace(pid + "@", DEAD + "@")));
    Path former = Files.createDirectory(root.resolve(".making-" + DEAD + "-x"));
    Path elsewhere = Files.createDirectory(root.resolve(".making-" + DEAD + "@elsewhere-x"));
    Path old = Files.createDirectory(root.resolve(".making-" + DEAD + "@elsewhere-old"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));

    Folder.removeLeftovers(root);

    assertThat(root.toFile().listFiles())
        .containsExactlyInAnyOrder(ours.toFile(), elsewhere.toFile());
    assertThat(dead).doesNotExist();
    assertThat(former).doesNotExist();
  }
}
