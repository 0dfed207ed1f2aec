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

/** What managed services need is found when one is asked for, and not before. */
@ExtendWith(LeakCheck.class)
class ProviderTest {
  @TempDir private Path folder;

  @Test
  void theirClassesAreLoadedForWhomIsAskedForAndForNobodyElse() throws IOException {
    EbbCommand ebb = Scripts.of("CREATE TABLE a ();", "DROP TABLE a;").in(folder);
    try (TestDatabase database = TestPostgres.shared().newDatabase()) {
      EbbCommand on = ebb.on(database);
      assertThat(loaded(on, 0, "up")).noneMatch(ProviderTest::isForeign);
      assertThat(loaded(on, 0, "branch", "list")).noneMatch(ProviderTest::isForeign);
      List<String> neon = loaded(on, 2, "pitr", "list", "--provider=neon");
      assertThat(neon).anyMatch(name -> name.startsWith("dev.ebb.cloud.neon."));
      assertThat(neon).noneMatch(name -> name.startsWith("software.amazon."));
      String rds = on.run(2, "pitr", "list", "--provider=rds");
      assertThat(rds).contains("which instance is meant", "nothing was contacted");
    }
  }

  private static boolean isForeign(String name) {
    return name.startsWith("dev.ebb.cloud.") || name.startsWith("software.amazon.");
  }

  private List<String> loaded(EbbCommand ebb, int status, String... words) throws IOException {
    Path log = Files.createTempFile(folder, "classes", ".log");
    ebb.with("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + log).run(status, words);
    try (Stream<String> lines = Files.lines(log)) {
      List<String> names =
          lines.map(line -> line.replaceFirst(".*?\\] (\\S+) source:.*", "$1")).toList();
      assertThat(names).contains("dev.ebb.cli.Main");
      return names;
    }
  }
}
