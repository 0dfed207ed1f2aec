package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every item of the runbook is there; what can be checked is, and the rest is named. */
@ExtendWith(LeakCheck.class)
class ChecklistTest {
  @TempDir Path folder;
  private final TestDatabase database = TestPostgres.shared().newDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void whatCanBeCheckedIsAndTheRestIsOpen() {
    InProcess ebb = new SampleProject(folder).chain("frontend").on(database);
    assertThat(ebb.call("up").status()).isZero();
    Result before = ebb.call("checklist", "before", "--ticket=OPS-7");
    assertThat(before.status()).as(before.out() + before.err()).isZero();
    assertThat(before.out())
        .contains("## Before the rollback", "OPS-7", "3 (m3) up at")
        .contains("- [ ] Determine the way back", "- [x] Create the incident's ticket")
        .contains("- [ ] Notify the team", "- [x] Nobody blocks anybody in frontend")
        .contains("- [ ] Take a snapshot", "- [ ] Document the root cause")
        .contains("- [ ] Communicate to stakeholders");
    Result after = ebb.call("checklist", "after", "--smoke=exit 0", "--shadow=target");
    assertThat(after.status()).as(after.out() + after.err()).isZero();
    assertThat(after.out())
        .contains("- [x] The ledger of frontend is settled: 3 applied")
        .contains(
            "- [x] The objects of frontend", "- [x] The audit of frontend", "- [x] Run smoke");
    database.execute("ALTER TABLE frontend_t1 ADD stray int");
    Result bad =
        ebb.call(
            "checklist", "after", "--smoke=echo down; exit 3", "--shadow=target", "--format=json");
    assertThat(bad.status()).isEqualTo(4);
    assertThat(JsonTest.violations("checklist", bad.out())).isEmpty();
    assertThat(bad.out()).contains("\"failed\"", "exit status 3");
    assertThat(ebb.call("checklist", "during").status()).isEqualTo(2);
  }
}
