package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An {@code up} that has nothing to do pays for nothing that it does not use. */
@ExtendWith(LeakCheck.class)
class IdleUpTest {
  private static final String FOREIGN =
      "dev\\.ebb\\.(release|passage|attest|outofband|backfill|version|shadow|introspect|catalog|cli\\.releases|cli\\.drift)\\.";

  @TempDir private Path folder;

  @Test
  void itLoadsNoClassOfReleasesNorOfOutOfBandMigrations() throws IOException {
    EbbCommand ebb = Scripts.of("CREATE TABLE a ();", "DROP TABLE a;").in(folder);
    try (TestDatabase database = TestPostgres.shared().newDatabase()) {
      ebb.on(database).run(0, "up");
      assertThat(foreign(ebb.on(database), "idle")).isEmpty();
      Files.writeString(folder.resolve("ebb.yaml"), "upgrades: {version: v1.0.0}\n");
      assertThat(foreign(ebb.on(database), "ruled")).anyMatch(c -> c.contains("UpgradeGate"));
    }
  }

  private List<String> foreign(EbbCommand ebb, String name) throws IOException {
    Path log = folder.resolve(name + ".log");
    ebb.with("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + log).run(0, "up");
    try (Stream<String> lines = Files.lines(log)) {
      List<String> loaded =
          lines
              .filter(line -> line.contains("dev.ebb."))
              .map(line -> line.replaceFirst(".*?(dev\\.ebb\\.\\S+).*", "$1"))
              .toList();
      assertThat(loaded).contains("dev.ebb.cli.command.UpCommand");
      return loaded.stream().filter(c -> c.matches(FOREIGN + ".*")).toList();
    }
  }
}
