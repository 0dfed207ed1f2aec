package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whenever a dump or a restore is killed, one whole state serves, and no half dump has a name. */
class SnapshotCrashTest extends StruckDatabase {
  private static final int KILLS = Integer.getInteger("ebb.snapshot.kills", 50);

  @Test
  @Tag("proof")
  void aWholeStateServesAndWhatHasANameIsWhole() throws IOException {
    EbbCommand ebb = project(5000);
    String then = state();
    long dump = usual(120, ebb, "snapshot", "create", "s0");
    database.execute("INSERT INTO a VALUES (-1, 'later')");
    String later = state();
    long restore = usual(130, ebb, "snapshot", "verify", "s0");
    // each in turn: so many strikes of either
    for (int i = 0; i < 2 * KILLS; i++) {
      if (i % 2 == 0) {
        strike(ebb, dump, "snapshot", "create", "k" + i);
      } else {
        strike(ebb, restore, "snapshot", "restore", "s0", "--yes");
        removeOthers();
      }
      assertThat(state()).as("seed %d, strike %d", SEED, i).isIn(then, later);
    }
    for (String name : files(false)) {
      ebb.run(0, "snapshot", "verify", name);
    }
    ebb.run(0, "snapshot", "create", "last");
    assertThat(others("ebb\\_making%")).isEmpty();
    assertThat(files(true)).isEmpty();
  }

  private List<String> files(boolean hidden) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(".ebb/snapshots"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.startsWith(".") == hidden)
          .toList();
    }
  }
}
