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
import org.junit.jupiter.api.io.TempDir;

/**
 * A server whose archive pgBackRest keeps, with three migrations, a table of 100 rows, and a backup
 * in which the table is still empty: for tests that go back to moments.
 */
abstract class ArchivedProject {
  static final String ROWS = "SELECT count(*) || ' ' || coalesce(sum(v), 0) FROM \"o.d\"\"d\"";

  @TempDir Path folder;
  ArchivedServer server = ArchivedServer.start();
  InProcess ebb = InProcess.in(Path.of(""));
  SampleProject project = new SampleProject(Path.of(""));

  @BeforeEach
  void start() throws IOException {
    ebb = InProcess.in(folder);
    for (var variable : server.environment().entrySet()) {
      ebb = ebb.with(variable.getKey(), variable.getValue());
    }
    project = new SampleProject(folder).chain("frontend");
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

  String ok(String... words) {
    return call(0, words).out();
  }

  Result call(int status, String... words) {
    Result result = ebb.call(words);
    assertThat(result.status()).as(result.out() + result.err()).isEqualTo(status);
    return result;
  }

  String document(int status, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--format=json");
    Result result = call(status, all.toArray(String[]::new));
    assertThat(JsonTest.violations(words[0], result.out())).as(result.out()).isEmpty();
    return result.out();
  }

  /** The text after the first of that key in a document. */
  static String member(String document, String key) {
    String after = document.substring(document.indexOf("\"" + key + "\" : \"") + key.length() + 6);
    return after.substring(0, after.indexOf('"'));
  }

  /** The name of the place that a document tells of. */
  static String place(String document) {
    return member(document.substring(document.indexOf("\"places\"")), "name");
  }

  /** Marks the present moment; its reference. */
  String point(String name) {
    return member(document(0, "pitr", "point", name, "--count"), "reference");
  }
}
