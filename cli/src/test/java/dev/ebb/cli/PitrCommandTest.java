package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.ArchivedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server goes back to a moment in a new place beside itself, and nothing else is touched. */
class PitrCommandTest {
  private static final String ROWS =
      "SELECT count(*) || ' ' || coalesce(sum(v), 0) FROM \"o.d\"\"d\"";

  @TempDir Path folder;
  private final ArchivedServer server = ArchivedServer.start();
  private InProcess ebb = InProcess.in(Path.of(""));

  @BeforeEach
  void start() throws IOException {
    ebb = InProcess.in(folder);
    for (var variable : server.environment().entrySet()) {
      ebb = ebb.with(variable.getKey(), variable.getValue());
    }
    new SampleProject(folder).chain("frontend");
    Files.writeString(
        folder.resolve("ebb.yaml"),
        """
        environment: production
        restore:
          provider: pgbackrest
          config: %s
          frontend:
            stanza: main
        """
            .formatted(server.config()));
    ok("up");
    server.execute("CREATE TABLE \"o.d\"\"d\" (v int)");
    server.backup();
    server.execute("INSERT INTO \"o.d\"\"d\" SELECT generate_series(1, 100)");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String ok(String... words) {
    return call(0, words).out();
  }

  private Result call(int status, String... words) {
    Result result = ebb.call(words);
    assertThat(result.status()).as(result.out() + result.err()).isEqualTo(status);
    return result;
  }

  private String document(int status, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--format=json");
    Result result = call(status, all.toArray(String[]::new));
    assertThat(JsonTest.violations(words[0], result.out())).as(result.out()).isEmpty();
    return result.out();
  }

  /** The name after "reference" or "name" in a document. */
  private static String member(String document, String key) {
    String after = document.substring(document.indexOf("\"" + key + "\" : \"") + key.length() + 6);
    return after.substring(0, after.indexOf('"'));
  }

  private String point(String name) {
    return member(document(0, "pitr", "point", name, "--count"), "reference");
  }

  @Test
  void aPointComesBackBesideTheServerAndThenServesAndWhatServedIsKept() {
    String point = point("before_x");
    ok("down", "--yes");
    server.execute("UPDATE \"o.d\"\"d\" SET v = 0");
    assertThat(document(0, "pitr", "restore", point, "--dry-run"))
        .contains("\"returns\"", "\"state\" : \"met\"")
        .doesNotContain("\"unmet\"");
    assertThat(server.made()).isEmpty();
    String made = document(0, "pitr", "restore", point);
    assertThat(server.value(ROWS)).isEqualTo("100 0");
    assertThat(made).contains("\"state\" : \"verified\"", "\"steps\"", "pg_ctl");
    String place = member(made.substring(made.indexOf("\"places\"")), "name");
    assertThat(call(6, "pitr", "switch", place, "--switch=do").err()).contains("--yes");
    String done = document(0, "pitr", "switch", place, "--switch=do", "--yes");
    assertThat(done).contains("\"switched\"", "-replaced");
    assertThat(server.value(ROWS)).isEqualTo("100 5050");
    assertThat(server.value("SHOW archive_mode")).isEqualTo("on");
    assertThat(ok("status")).contains("3 applied");
    assertThat(ok("audit", "verify")).contains("as written");
    assertThat(ok("audit", "show")).contains("down");
    assertThat(server.strange()).isEmpty();
    ok("pitr", "delete", place, "--yes");
    assertThat(server.made()).isEmpty();
  }
}
