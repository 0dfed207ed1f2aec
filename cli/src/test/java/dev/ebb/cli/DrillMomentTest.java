package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.checking.ThrowAway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Going back to a point in time is practised for real, by pgBackRest on the drill's own server, and
 * the real server is not touched although the project says how to reach, stop and start it.
 */
@Tag("proof")
class DrillMomentTest extends ArchivedProject {
  private static final String STARTED = "SELECT pg_postmaster_start_time()::text";

  @BeforeEach
  void findPrograms() {
    for (String name : List.of("PATH", "HOME")) {
      ebb = ebb.with(name, System.getenv(name));
    }
  }

  // Rows of a database that is called as every server has one.
  @Test
  void itIsPractisedWithRowsOfTheDatabasePostgresAndItsTimeFeedsTheChooser() throws IOException {
    Path trap = folder.resolve("trap");
    Files.writeString(
        folder.resolve("ebb.yaml"),
        "    start: 'touch %1$s'\n    stop: 'touch %1$s'\n".formatted(trap),
        StandardOpenOption.APPEND);
    server.execute("UPDATE \"o.d\"\"d\" SET v = 7 WHERE v < 5");
    ok("snapshot", "create", "nightly");
    String started = server.value(STARTED);
    String report =
        document(
            0,
            "drill",
            "--from-snapshot=nightly",
            "--mishap=corruption,half-index",
            "--way=point-in-time,branch");
    assertThat(report)
        .contains("pgbackrest --stanza=drill backup", "ebb pitr point before_drill --db=frontend")
        .containsPattern("ebb pitr restore before_drill_[0-9a-f]{8} --switch=do .*--db=frontend")
        .contains("\"data\" : \"snapshot nightly\"", "\"rows\" : 100,");
    assertThat(report.split("\"result\" : \"verified\"", -1)).as(report).hasSize(5);
    assertThat(trap).doesNotExist();
    assertThat(server.value(STARTED)).isEqualTo(started);
    assertThat(server.made()).isEmpty();
    ok("down", "--yes");
    String point = point("before_y");
    ok("up", "--yes");
    String ways = ok("rollback", "--symptom=data-corruption", "--dry-run");
    assertThat(ways).contains("go back to a point in time: " + point);
    assertThat(ways.substring(ways.indexOf("go back to a point in time: " + point)))
        .containsPattern("^.*\\R(.*\\R)*? +takes    about .* \\(from the drill of 20");
  }

  @Test
  void whereAWayIsNotInstalledThatIsSaidWithWhatToInstall() throws Exception {
    Path programs = Files.createDirectory(folder.resolve("programs"));
    try {
      for (String from : List.of("/bin", "/usr/bin")) {
        link(Path.of(from), programs);
      }
      ProcessBuilder builder = drill(folder, "--mishap=not-null", "--way=point-in-time,exact-down");
      builder.environment().put("PATH", programs.toString());
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
      assertThat(said)
          .contains("not practised: pgBackRest is not installed", "apt-get install pgbackrest")
          .contains("1 of 1 ways led back", "1 not practised");
    } finally {
      ThrowAway.remove(programs);
    }
  }

  private static void link(Path from, Path to) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(from)) {
      for (Path program : all) {
        Path link = to.resolve(program.getFileName());
        if (!program.endsWith("pgbackrest") && !Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
          Files.createSymbolicLink(link, program);
        }
      }
    }
  }

  @Test
  void nothingIsLeftWhereverInItTheDrillIsKilled(@TempDir Path temporary) throws Exception {
    for (String moment : List.of("repository", "data.ebb-", "ebb-trial.log", "-replaced")) {
      Process killed = unheard(temporary);
      awaitFile(temporary, moment, killed);
      killed.destroyForcibly().waitFor();
      for (int i = 0; i < 600 && !running(temporary).isEmpty(); i++) {
        Thread.sleep(50);
      }
      assertThat(running(temporary)).as(moment).isEmpty();
    }
    Process interrupted = unheard(temporary);
    awaitFile(temporary, "ebb-trial.log", interrupted);
    interrupted.destroy();
    assertThat(interrupted.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(interrupted.exitValue()).isNotZero();
    assertThat(running(temporary)).isEmpty();
    try (Stream<Path> left = Files.list(temporary)) {
      // it removed what those before it had left, and itself
      assertThat(left.filter(path -> path.getFileName().toString().startsWith("ebb-drill-")))
          .isEmpty();
    }
  }

  private Process unheard(Path temporary) throws IOException {
    return drill(temporary, "--mishap=not-null", "--way=point-in-time", "--rows=50")
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private ProcessBuilder drill(Path temporary, String... words) {
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Djava.io.tmpdir=" + temporary,
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.ebb.cli.Main",
                    "drill",
                    "--quick"),
                Stream.of(words))
            .toList();
    return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
  }

  private static void awaitFile(Path temporary, String part, Process process) throws Exception {
    while (process.isAlive()) {
      try (Stream<Path> all =
          Files.find(temporary, 4, (path, _) -> path.toString().contains(part))) {
        if (all.findAny().isPresent()) {
          return;
        }
      } catch (IOException | UncheckedIOException _) {
        // something went while it was looked at
      }
      Thread.sleep(5);
    }
    throw new AssertionError("it ended before there was " + part);
  }

  /** Processes whose command line or folder is below that one. */
  private static List<String> running(Path temporary) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .map(
            process -> process.pid() + " " + cwd(process) + process.info().commandLine().orElse(""))
        .filter(line -> line.contains(temporary.toString()))
        .toList();
  }

  private static String cwd(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", "" + process.pid(), "cwd")) + " ";
    } catch (IOException _) {
      return "";
    }
  }
}
