package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database with three migrations and other things in it, for tests that put others in its place:
 * nobody is in it while a command is called, and whatever was made beside it is gone after each.
 */
abstract class WholeDatabase {
  @TempDir Path folder;
  final TestDatabase database = TestPostgres.shared().newDatabase();
  InProcess ebb = InProcess.in(Path.of(""));

  @BeforeEach
  void start() {
    ebb = new SampleProject(folder).chain("frontend").on(database);
    ok("up");
    database.execute(contents());
  }

  @AfterEach
  void drop() {
    try (TestDatabase all = TestPostgres.shared().database("postgres")) {
      for (String name : others()) {
        all.execute("DROP DATABASE \"" + name + "\" WITH (FORCE)");
      }
    }
    database.close();
  }

  List<String> others() {
    try (TestDatabase all = TestPostgres.shared().database("postgres")) {
      return all.query(
          "SELECT datname FROM pg_database WHERE datname LIKE '"
              + database.name()
              + "\\_%' OR datname LIKE 'ebb\\_making\\_%' ORDER BY 1");
    }
  }

  String ok(String... words) {
    return call(0, words).out();
  }

  Result call(int status, String... words) {
    database.leave();
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

  /** What else is in it, as SQL. */
  abstract String contents();
}
