package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
final class OutOfBandCommandTest {
  private static final String FILL =
      """
      id: 0
      schema: frontend
      component: accounts
      description: fill w
      introduced: v4.3
      deprecated: v4.4
      table: s
      key: id
      up: {predicate: w IS NULL, set: w = upper(v)}
      """;
  private static final String BACK = "down: {predicate: w IS NOT NULL, set: w = NULL}\n";

  @TempDir private Path folder;
  private final TestDatabase database = TestPostgres.shared().newDatabase();
  private InProcess ebb = InProcess.in(Path.of(""));

  @BeforeEach
  void start() {
    ebb = new SampleProject(folder).chain("frontend").on(database);
    database.execute(
        "CREATE TABLE s (id int PRIMARY KEY, v text NOT NULL, w text);"
            + "INSERT INTO s SELECT i, 'v' || i FROM generate_series(1, 1000) i");
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private void declare(int id, String rest) throws IOException {
    Path home = folder.resolve("out-of-band/" + id + "_fill");
    Files.createDirectories(home);
    Files.writeString(home.resolve("metadata.yaml"), FILL.replace("id: 0", "id: " + id) + rest);
  }

  private Result call(int status, String... words) {
    Result result = ebb.call(words);
    assertThat(result.status()).as(result.out() + result.err()).isEqualTo(status);
    return result;
  }

  private String document(int status, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--format=json");
    String document = call(status, all.toArray(String[]::new)).out();
    assertThat(JsonTest.violations(words[0], document)).as(document).isEmpty();
    return document;
  }

  @Test
  void runsThemToTheEndAndBackAndSaysSo() throws IOException {
    declare(17, BACK);
    assertThat(call(0, "out-of-band", "list").out())
        .contains("#17", "0.00%", "not begun", "v4.3 – v4.4", "reversible", "fill w");
    assertThat(call(0, "run-out-of-band-migrations", "--dry-run").out()).contains("#17 would run");
    Result run = call(0, "run-out-of-band-migrations");
    assertThat(run.out())
        .isEqualTo("👉 Running out of band migrations [17]\n✅ Out of band migrations complete\n");
    assertThat(run.err()).contains("#17 begins: fill w", "#17 is complete: 1000 rows changed");
    assertThat(call(0, "out-of-band", "status").out()).contains("100.00%", "1000 rows changed");
    assertThat(call(0, "run-out-of-band-migrations").err()).contains("#17 has nothing to do");

    assertThat(call(6, "run-out-of-band-migrations", "--apply-reverse").err()).contains("--yes");
    call(0, "run-out-of-band-migrations", "--id=17", "--apply-reverse", "--yes");
    assertThat(database.value("SELECT count(w) FROM s")).isEqualTo("0");
  }

  @Test
  void ordersAreWrittenDownAndShown() throws IOException {
    declare(17, BACK);
    assertThat(call(0, "out-of-band", "pause", "--id=17").out()).contains("#17 fill: fill w");
    assertThat(database.value("SELECT paused FROM ebb_out_of_band.control")).isEqualTo("t");
    call(0, "out-of-band", "resume", "--id=17");
    assertThat(call(0, "out-of-band", "speed", "--id=17", "--batch-time=200ms", "--rest=0").out())
        .contains("ordered: batches of 200 ms, rest 0 %");
    assertThat(call(0, "out-of-band", "speed", "--id=17").out()).doesNotContain("ordered");
    assertThat(call(2, "out-of-band", "list", "--rest=0").err()).contains("out-of-band speed");
    assertThat(call(2, "out-of-band", "speet").err()).contains("did you mean speed?");
    assertThat(call(2, "out-of-band", "status", "--id=71").err()).contains("there are: 17 (fill)");
    assertThat(call(0, "out-of-band", "work").out()).contains("complete");
    assertThat(database.value("SELECT count(w) FROM s")).isEqualTo("0");
  }

  @Test
  void whatStopsIsToldWithTheStateAndTheWayOn() throws IOException {
    declare(17, BACK);
    database.execute("ALTER TABLE s ADD CHECK (w <> 'V700')");
    Result run = call(3, "run-out-of-band-migrations");
    assertThat(run.err()).contains("failed at key 700", "what is done is committed", "--id=17'");
    assertThat(call(0, "out-of-band", "status", "--id=17").out())
        .contains("stopped: mend the cause", "69.90%", "why");
    declare(18, "irreversible: true\n");
    assertThat(call(6, "run-out-of-band-migrations", "--id=18", "--apply-reverse", "--yes").err())
        .contains("--accept-irreversible");
    declare(19, "class: com.example.Nothing\n");
    assertThat(call(2, "run-out-of-band-migrations").err()).contains("out-of-band/19_fill");
  }

  @Test
  void everyResultIsADocument() throws IOException {
    assertThat(document(0, "out-of-band", "list")).contains("\"migrations\" : [ ]");
    declare(17, BACK);
    assertThat(document(0, "run-out-of-band-migrations", "--dry-run"))
        .contains("\"dryRun\" : true", "\"never\"");
    assertThat(document(0, "out-of-band", "pause", "--id=17")).contains("\"paused\" : true");
    document(0, "out-of-band", "resume", "--id=17");
    assertThat(document(0, "run-out-of-band-migrations"))
        .contains("\"progressPpm\" : 1000000", "\"done\"");
    assertThat(document(0, "out-of-band", "work")).contains("\"verb\" : \"work\"");
    assertThat(document(2, "run-out-of-band-migrations", "--id=4")).contains("unknown_name");
    database.execute("ALTER TABLE s ADD CHECK (w IS NOT NULL)");
    assertThat(document(1, "run-out-of-band-migrations", "--apply-reverse", "--yes"))
        .contains("failed at key 1:");
  }

  @Test
  void theExampleMovesItsDataUpAndBack() {
    Map<String, String> environment = new HashMap<>(SampleProject.connection("", database));
    environment.putAll(SampleProject.connection("CODEINTEL_", database));
    ebb =
        new InProcess(
            Path.of(System.getProperty("ebb.root", "..")).resolve("examples/product"), environment);
    call(0, "upto", "--db=frontend", "--target=1752300000");
    call(0, "upto", "--db=codeintel", "--target=1752300100");
    database.execute(
        """
        INSERT INTO users (handle, full_name)
          SELECT 'user' || i, CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN 'Ada' WHEN 2 THEN 'Ada Byron King' ELSE '' END
            FROM generate_series(1, 2000) i;
        INSERT INTO uploads (repo_name, commit_hash) SELECT 'r', repeat(md5(i::text), 2)::char(40)
          FROM generate_series(1, 2000) i\
        """);
    String before =
        database.value("SELECT md5(string_agg(handle || full_name, ',' ORDER BY id)) FROM users");
    call(0, "run-out-of-band-migrations");
    assertThat(database.query("SELECT DISTINCT given_name, family_name FROM users ORDER BY 1, 2"))
        .containsExactly("|<null>", "Ada|Byron King", "Ada|<null>", "<null>|<null>");
    assertThat(
            database.value(
                "SELECT count(*) FROM uploads WHERE encode(commit_bytes, 'hex') = commit_hash"))
        .isEqualTo("2000");
    database.execute("UPDATE users SET family_name = 'Lovelace' WHERE id = 2");
    call(0, "run-out-of-band-migrations", "--apply-reverse", "--yes");
    assertThat(database.value("SELECT full_name FROM users WHERE id = 2"))
        .isEqualTo("Ada Lovelace");
    database.execute("UPDATE users SET full_name = 'Ada Byron King' WHERE id = 2");
    assertThat(
            database.value(
                "SELECT md5(string_agg(handle || full_name, ',' ORDER BY id)) FROM users"))
        .isEqualTo(before);
    assertThat(database.value("SELECT count(given_name) FROM users")).isEqualTo("0");
  }
}
