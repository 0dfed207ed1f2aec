package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  @TempDir Path temporary;

  @Test
  void tellsItsStoryAndLeavesNothingBehind() throws Exception {
    Process demo = start();
    String told =
        new String(demo.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(demo.waitFor()).as(told).isZero();
    assertThat(told)
        .contains("$ ebb upgrade", "#17 is complete: 10000 rows", "up.sql:8:64", "(exit status 1)")
        .contains(
            """
            👉 Migrating to v4.3 (step 1 of 2)
            👉 Running schema migrations
            ✅ Schema migrations complete
            👉 Running out of band migrations [17 18]
            ✅ Out of band migrations complete
            👉 Migrating to v4.0 (step 2 of 2)
            👉 Running schema migrations
            ✅ Schema migrations complete
            """)
        .contains("7. An older build", "11 migrations taken back")
        .containsSubsequence(readme())
        .containsPattern("frontend +\\d+ objects, fingerprint ([0-9a-f]{12}) = \\1")
        .doesNotContain("PGPASSWORD=", "at dev.ebb", "\u001b[");
    assertThat(stages()).isEmpty();
  }

  /** What the project's first page says that it shows. */
  private static List<String> readme() throws IOException {
    String page =
        Files.readString(Path.of(System.getProperty("ebb.root", "..")).resolve("README.md"));
    String shown = page.substring(page.indexOf("## From release to release"));
    int start = shown.indexOf("```\n") + 4;
    List<String> lines = shown.substring(start, shown.indexOf("\n```\n", start)).lines().toList();
    assertThat(lines).hasSizeGreaterThan(15);
    // built from a jar, it knows its version
    return lines.stream().map(line -> line.replace("migrator 0.1.0", "migrator ")).toList();
  }

  @Test
  void refusesJson() {
    Result refused = InProcess.in(temporary).call("demo", "--format=json");
    assertThat(refused.status()).isEqualTo(2);
  }

  @Test
  @Tag("proof")
  @Timeout(120)
  void cleansUpAfterCtrlCAndTheNextOneCleansUpAfterAKill() throws Exception {
    Process interrupted = start();
    readUntil(interrupted, "2. Up to");
    interrupted.destroy();
    assertThat(interrupted.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(interrupted.exitValue()).isNotZero();
    assertThat(stages()).isEmpty();

    Process killed = start();
    readUntil(killed, "2. Up to");
    List<Path> left = stages();
    assertThat(left).hasSize(1);
    killed.destroyForcibly().waitFor();
    for (int i = 0; Files.exists(left.getFirst().resolve("server")) && i < 400; i++) {
      Thread.sleep(50);
    }
    assertThat(left.getFirst().resolve("server")).doesNotExist();
    Process next = start();
    next.getInputStream().readAllBytes();
    assertThat(next.waitFor()).isZero();
    assertThat(stages()).isEmpty();
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            "dev.ebb.cli.Main",
            "demo")
        .redirectErrorStream(true)
        .start();
  }

  private static void readUntil(Process process, String text) throws IOException {
    BufferedReader reader = process.inputReader();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith(text)) {
        return;
      }
    }
    throw new AssertionError("it ended before it said: " + text);
  }

  private List<Path> stages() throws IOException {
    try (Stream<Path> all = Files.list(temporary)) {
      return all.filter(path -> path.getFileName().toString().startsWith("ebb-demo-")).toList();
    }
  }
}
