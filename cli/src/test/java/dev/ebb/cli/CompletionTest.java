package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {
  @TempDir Path folder;

  @Test
  void bashCompletesCommandsOptionsAndValues() throws Exception {
    Files.createDirectories(folder.resolve("migrations/frontend"));
    Files.createDirectories(folder.resolve("migrations/codeintel"));
    assertThat(completed("vis")).containsExactly("visualize");
    assertThat(completed("completion", "")).contains("bash", "zsh", "fish");
    assertThat(completed("visualize", "--no-d")).containsExactly("--no-database");
    assertThat(completed("visualize", "--format", "=", "m")).containsExactly("mermaid");
    assertThat(completed("visualize", "--format", "=")).containsExactly("dot", "mermaid", "svg");
    assertThat(completed("add", "-db", "=", "f")).containsExactly("frontend");
    assertThat(completed("add", "--db", ""))
        .containsExactlyInAnyOrder("all", "codeintel", "frontend");
    assertThat(completed("leaves", "--format", "=", "")).containsExactly("text", "json");
    assertThat(completed("--environment", "=", "sta")).containsExactly("staging");
  }

  @Test
  void everyShellKnowsEveryCommand() {
    List<String> names = new Commands().names();
    for (String shell : List.of("bash", "zsh", "fish")) {
      assertThat(script(shell)).contains(names);
    }
    assertThat(InProcess.in(folder).call("completion", "tcsh").status()).isEqualTo(2);
  }

  @Test
  void theScriptsAreWellFormed() throws Exception {
    for (String shell : List.of("bash", "zsh", "fish")) {
      Path file = Files.writeString(folder.resolve("ebb." + shell), script(shell));
      if (isInstalled(shell)) {
        assertThat(output(shell, "-n", file.toString())).as(shell).isEmpty();
      }
    }
  }

  private String script(String shell) {
    InProcess.Result result = InProcess.in(folder).call("completion", shell);
    assertThat(result.status()).as(result.err()).isZero();
    return result.out();
  }

  private List<String> completed(String... words) throws Exception {
    Path file = Files.writeString(folder.resolve("ebb.bash"), script("bash"));
    String line = "ebb " + String.join(" ", words);
    String call =
        "source %s; COMP_WORDS=(ebb %s); COMP_CWORD=%d; COMP_LINE='%s'; _ebb; printf '%%s\\n' \"${COMPREPLY[@]}\""
            .formatted(file, quoted(words), words.length, line);
    return output("bash", "-c", call).lines().filter(word -> !word.isEmpty()).toList();
  }

  private static String quoted(String... words) {
    return "'" + String.join("' '", words) + "'";
  }

  private static boolean isInstalled(String shell) {
    return Files.isExecutable(Path.of("/usr/bin", shell))
        || Files.isExecutable(Path.of("/bin", shell));
  }

  private String output(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
