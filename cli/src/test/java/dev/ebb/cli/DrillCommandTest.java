package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every way back, practised by the real command on a server of its own. */
@ExtendWith(LeakCheck.class)
class DrillCommandTest {
  private static final String TABLE =
      """
      CREATE TABLE "Us.ers" (id int PRIMARY KEY, "no""te" text, score int NOT NULL);
      CREATE VIEW high AS SELECT id FROM "Us.ers" WHERE score > 5;
      """;
  private static final String DOWN = "DROP VIEW high; DROP TABLE \"Us.ers\";";

  @TempDir Path folder;

  private SampleProject project() {
    return new SampleProject(folder).migration("frontend", 1, "", List.of(TABLE, DOWN));
  }

  private Result drill(int status, String... words) {
    project();
    Result result =
        InProcess.in(folder)
            .with("PATH", System.getenv("PATH"))
            .with("HOME", System.getenv("HOME"))
            .call(
                Stream.concat(
                        Stream.of("drill", "--quick", "--rows=40", "--seed=7"), Stream.of(words))
                    .toArray(String[]::new));
    assertThat(result.status()).as(result.out() + result.err()).isEqualTo(status);
    return result;
  }

  private String report(String ending) {
    try (Stream<Path> all = Files.list(folder.resolve("drills"))) {
      Path newest =
          all.filter(file -> file.toString().endsWith(ending)).sorted().toList().getLast();
      return Files.readString(newest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path given(String up, String down) throws IOException {
    Path given = Files.createDirectories(folder.resolve("given"));
    Files.writeString(given.resolve("up.sql"), up);
    Files.writeString(given.resolve("down.sql"), down);
    return given;
  }

  @Test
  void overwrittenValuesComeBackAndTheReportIsKeptForLaterOnes() throws IOException {
    Result result =
        drill(0, "--mishap=corruption", "--way=exact-down,branch,snapshot,table", "--format=json");
    assertThat(JsonTest.violations("drill", result.out())).as(result.out()).isEmpty();
    assertThat(result.out()).contains("UPDATE public.\\\"Us.ers\\\" SET");
    assertThat(result.out().split("\"result\" : \"verified\"", -1)).hasSize(5);
    assertThat(report(".json")).isEqualTo(result.out());
    assertThat(report(".txt")).contains("4 of 4 ways led back", "--seed=7");
    assertThat(report(".html"))
        .contains("<svg", "4 of 4 ways led back", "public.&quot;Us.ers&quot;")
        .doesNotContain("<script", "http://", "https://", "src=");
    // the project was not touched
    assertThat(folder.resolve("migrations/frontend").toFile().list()).containsExactly("1_m1");
    assertThat(folder.resolve(".ebb")).doesNotExist();
    assertThat(InProcess.in(folder).call("drill", "--quarterly").status()).isZero();
    makeOlder();
    Result late = InProcess.in(folder).call("drill", "--quarterly", "--max-age=30");
    assertThat(late.status()).isEqualTo(4);
    assertThat(late.out()).contains("30 days are allowed", "ebb drill --db=frontend");
    rollbackTakesItsTimes();
  }

  // Also its times begin to count: they are told to be real.
  private void makeOlder() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("drills"))) {
      for (Path file : all.filter(f -> f.toString().endsWith(".json")).toList()) {
        Files.writeString(
            file,
            Files.readString(file)
                .replaceAll("\"at\" : \"[^\"]*\"", "\"at\" : \"2025-04-05T06:07:08Z\"")
                .replace("\"quick\" : true", "\"quick\" : false"));
      }
    }
  }

  private void rollbackTakesItsTimes() {
    try (TestDatabase database = TestPostgres.shared().newDatabase()) {
      InProcess ebb = project().on(database);
      assertThat(ebb.call("up").status()).isZero();
      assertThat(ebb.call("rollback", "--symptom=unknown").out())
          .contains("(from the drill of 2025-04-05)");
      String document = ebb.call("rollback", "--symptom=unknown", "--format=json").out();
      assertThat(JsonTest.violations("rollback", document)).as(document).isEmpty();
      assertThat(document).contains("\"drilledAt\" : \"2025-04-05T06:07:08Z\"");
    }
  }

  @Test
  void aWayThatLosesRowsIsCaught() throws IOException {
    Path given =
        given(
            "CREATE TABLE more (id int);",
            "DROP TABLE more; DELETE FROM \"Us.ers\" WHERE id = (SELECT min(id) FROM \"Us.ers\");");
    Result result = drill(4, "--migration=" + given, "--way=exact-down");
    assertThat(result.out())
        .contains("NOT VERIFIED", "table public.\"Us.ers\" has 39 rows, not 40")
        .contains("0 of 1 ways led back", "do not rely on: exact-down after given");
    assertThat(report(".html")).contains("not verified", "39 rows, not 40");
    assertThat(InProcess.in(folder).call("drill", "--quarterly").status()).isEqualTo(4);
  }

  @Test
  void theQuarterlyQuestionSaysHowMuchWasPractisedAndWhetherALaterOneWasBad() throws IOException {
    project();
    Files.createDirectories(folder.resolve("drills"));
    for (boolean good : List.of(true, false)) {
      Files.writeString(
          folder.resolve("drills").resolve(good + ".json"),
          """
          {"command": "drill", "schema": "frontend", "at": "%s", "good": %s, "quick": false, "attempts":
            [{"mishap": "hang", "way": "end-blocker", "result": "verified", "millis": 9, "bytes": 0}]}
          """
              .formatted(Instant.now().minus(Duration.ofDays(good ? 40 : 3)), good));
    }
    Result asked = InProcess.in(folder).call("drill", "--quarterly");
    assertThat(asked.status()).isZero();
    assertThat(asked.out()).contains("40 days ago", "1 way led back", "was not; see its report");
  }

  @Test
  void whatCannotBePractisedIsRefusedBeforeAnythingStarts() {
    project();
    InProcess ebb = InProcess.in(folder);
    assertThat(ebb.call("drill", "--mishap=wrong-dorp").err()).contains("did you mean wrong-drop?");
    assertThat(ebb.call("drill", "--migration=nowhere").status()).isEqualTo(2);
    assertThat(ebb.call("drill", "--from-branch=a", "--from-snapshot=b").status()).isEqualTo(2);
    assertThat(ebb.call("drill", "--way=luck").status()).isEqualTo(2);
    assertThat(ebb.call("drill", "--quarterly").out()).contains("no report of a good drill");
    assertThat(ebb.call("drill", "--report-dir=migrations/frontend/1_m1/up.sql").err())
        .contains("is no folder", "nothing was started");
  }

  @Test
  @Tag("proof")
  void everyMishapHasItsWaysBack() {
    Result result = drill(0);
    assertThat(result.out()).contains("20 of 20 ways led back", "3 not practised");
    assertThat(drill(0, "--mishap=hang").out()).contains("(last time");
  }

  @Test
  @Tag("proof")
  void rowsMayBeThoseOfASnapshotOrABranch() {
    try (TestDatabase database = TestPostgres.shared().newDatabase()) {
      InProcess real =
          project()
              .on(database)
              .with("PATH", System.getenv("PATH"))
              .with("HOME", System.getenv("HOME"));
      assertThat(real.call("up").status()).isZero();
      database.execute(
          "INSERT INTO \"Us.ers\" SELECT i, 'n' || i, i FROM generate_series(1, 77) i");
      database.leave();
      assertThat(real.call("snapshot", "create", "nightly").status()).isZero();
      assertThat(real.call("branch", "create", "aside").status()).isZero();
      for (String from : List.of("--from-snapshot=nightly", "--from-branch=aside")) {
        Result result =
            real.call("drill", "--quick", "--mishap=wrong-drop", "--way=exact-down", from);
        assertThat(result.status()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).contains("77 rows", from.substring(7).replace('=', ' '));
      }
      assertThat(real.call("branch", "delete", "aside", "--yes").status()).isZero();
    }
  }

  @Test
  @Tag("proof")
  void nothingIsLeftAfterCtrlCAndTheNextOneRemovesWhatAKillLeft(@TempDir Path temporary)
      throws Exception {
    project();
    Process interrupted = start(temporary);
    readUntil(interrupted, "take it back, exactly");
    interrupted.destroy();
    assertThat(interrupted.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(interrupted.exitValue()).isNotZero();
    assertThat(left(temporary)).isEmpty();
    assertThat(folder.resolve("drills")).doesNotExist();

    Process killed = start(temporary);
    readUntil(killed, "take it back, exactly");
    Path server = left(temporary).getFirst().resolve("server");
    killed.destroyForcibly().waitFor();
    for (int i = 0; Files.exists(server) && i < 400; i++) {
      Thread.sleep(50);
    }
    assertThat(server).doesNotExist();
    Process next = start(temporary);
    next.getInputStream().readAllBytes();
    assertThat(next.waitFor()).isZero();
    assertThat(left(temporary)).isEmpty();
  }

  private Process start(Path temporary) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            "dev.ebb.cli.Main",
            "drill",
            "--quick",
            "--rows=20",
            "--mishap=wrong-drop")
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .start();
  }

  private static void readUntil(Process process, String text) throws IOException {
    BufferedReader reader = process.inputReader();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.contains(text)) {
        return;
      }
    }
    throw new AssertionError("it ended before it said: " + text);
  }

  private static List<Path> left(Path temporary) throws IOException {
    try (Stream<Path> all = Files.list(temporary)) {
      return all.filter(path -> path.getFileName().toString().startsWith("ebb-drill-")).toList();
    }
  }
}
