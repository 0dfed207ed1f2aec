package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is kept goes by age and size when somebody says so, and never by itself. */
@ExtendWith(LeakCheck.class)
class KeepExpiryTest {
  @TempDir Path folder;
  private final TestDatabase database = TestPostgres.shared().newDatabase();
  private InProcess ebb = InProcess.in(Path.of(""));

  // Kept: 1 is old and large, 2 is new and large, 3 is old and small.
  @BeforeEach
  void start() {
    SampleProject project = new SampleProject(folder).table("frontend", 1, "");
    for (int id = 2; id <= 4; id++) {
      project.migration(
          "frontend",
          id,
          Integer.toString(id - 1),
          List.of("CREATE TABLE p" + id + " (id int, v text);", "DROP TABLE p" + id + ";"));
    }
    ebb = project.on(database);
    call(0, "up");
    database.execute(
        "INSERT INTO p4 SELECT g, repeat('x', 400) FROM generate_series(1, 1000) g;"
            + " INSERT INTO p3 TABLE p4; INSERT INTO p2 VALUES (1, 'x')");
    call(0, "down", "--steps=3", "--yes");
    database.execute(
        "UPDATE ebb_keep.catalogue SET kept_at = now() - interval '100 days' WHERE id IN (1, 3)");
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private Result call(int status, String... words) {
    Result result = ebb.call(words);
    assertThat(result.status()).as(result.out() + result.err()).isEqualTo(status);
    return result;
  }

  private List<String> stored() {
    return database.query(
        "SELECT table_name FROM ebb_keep.catalogue WHERE state = 'kept' ORDER BY id");
  }

  private void policy(String policy) throws IOException {
    Files.writeString(folder.resolve("ebb.yaml"), "keep: " + policy + "\n");
  }

  @Test
  void onlyWhatIsOldAndLargeEnoughGoes() {
    call(0, "keep", "purge", "--older-than=90d", "--larger-than=200kB", "--dry-run");
    assertThat(stored()).hasSize(3);
    call(0, "keep", "purge", "--older-than=101", "--yes");
    assertThat(stored()).hasSize(3);
    call(0, "keep", "purge", "--older-than=90d", "--larger-than=200kB", "--yes");
    assertThat(stored()).containsExactly("p3", "p2");
    assertThat(call(2, "keep", "purge", "--older-than=soon", "--yes").err())
        .contains("an age of soon is none that Ebb knows");
  }

  @Test
  void inProductionItIsOnlyShownUnlessSomebodySaysYes() {
    ebb = ebb.with("EBB_ENVIRONMENT", "production");
    Result shown = call(6, "keep", "purge", "--older-than=90");
    assertThat(shown.err())
        .contains(
            "To be thrown away for good:",
            "table public.p4 (1000)",
            "in production it is only shown what would be thrown away",
            "--yes");
    assertThat(stored()).hasSize(3);
    call(0, "keep", "purge", "--older-than=90", "--yes");
    assertThat(stored()).containsExactly("p3");
  }

  @Test
  void whatIsDueByThePolicyIsNamedAndGoesWhenToldTo() throws IOException {
    assertThat(call(2, "keep", "purge", "--due", "--yes").err())
        .contains("nothing is due, since ebb.yaml does not say when");
    policy("{older-than: 90d}");
    assertThat(call(0, "keep", "list").err())
        .contains("2 things (", ") may go by the policy of ebb.yaml: 3, 1; 'ebb keep purge --due");
    assertThat(call(0, "status").err()).contains("may go by the policy of ebb.yaml");
    assertThat(call(0, "keep", "list", "--format=json").out()).contains("\"due\" : true");
    call(0, "up", "--target=1");
    assertThat(stored()).hasSize(3);
    call(0, "keep", "purge", "--due", "--yes");
    assertThat(stored()).containsExactly("p3");
    assertThat(call(0, "keep", "list").err()).doesNotContain("by the policy");
    policy("{keep-within: 1kB}");
    call(0, "keep", "purge", "--due", "--yes");
    assertThat(stored()).isEmpty();
  }

  @Test
  void aPolicyThatMakesNoSenseIsToldWithItsLine() throws IOException {
    policy("{older-than: never}");
    assertThat(call(2, "keep", "list").err())
        .contains("ebb.yaml:1:", "keep.older-than: an age of never is none that Ebb knows");
    policy("{oldr-than: 90d}");
    assertThat(call(2, "keep", "list").err()).contains("older-than");
  }
}
