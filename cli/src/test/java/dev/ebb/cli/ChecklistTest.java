package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every item of the runbook is there; what can be checked is, and the rest is named. */
@ExtendWith(LeakCheck.class)
class ChecklistTest extends SampleDatabase {
  @Test
  void whatCanBeCheckedIsAndTheRestIsOpen() {
    assertThat(ebb.call("up").status()).isZero();
    Result before = ebb.call("checklist", "before", "--ticket=OPS-7", "--shadow=target");
    assertThat(before.status()).as(before.out() + before.err()).isZero();
    assertThat(before.out())
        .contains("## Before the rollback", "OPS-7", "3 (m3) up at")
        .contains("- [ ] Determine the way back", "- [x] Create the incident's ticket")
        .contains("- [ ] Notify the team", "- [x] Nobody blocks anybody in frontend")
        .contains("- [ ] Have a branch of frontend ready", "- [ ] Practise it on staging first")
        .contains("- [x] The objects of frontend are what its migrations give")
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

  @Test
  @Tag("proof")
  void whatStagingDidAndHowOldTheNewestRestorePointIsIsLookedUp() throws IOException {
    assertThat(ebb.call("up").status()).isZero();
    try (TestDatabase staging = TestPostgres.shared().newDatabase()) {
      InProcess there = new SampleProject(folder).on(staging);
      there.call("upto", "--target=2");
      InProcess asking = ebb.with("EBB_STAGING", staging.dsn());
      assertThat(before(asking)).contains("**not well:** Practise", "staging never ran 3");
      there.call("up");
      assertThat(before(asking)).contains("- [ ] Practise", "staging ran 3 at 2", "never took it");
      there.call("down", "--yes");
      assertThat(before(asking)).contains("- [x] Practise", "staging took 3 back at 2");
      Files.writeString(folder.resolve("staging.jsonl"), there.call("audit", "export").out());
      assertThat(before(ebb, "--staging=" + folder.resolve("staging.jsonl")))
          .contains("- [x] Practise", "staging took 3 back at 2");
      assertThat(before(ebb, "--staging=postgres://localhost:1/x"))
          .contains("- [ ] Practise", "staging could not be asked");
    }
    database.leave();
    assertThat(ebb.call("branch", "create", "b1").status()).isZero();
    assertThat(before(ebb, "--fresh=1h"))
        .contains("- [x] Take a snapshot of frontend, or have a fresh one: the newest is branch b1")
        .contains("old, verified", "- [x] Have a branch of frontend ready: branch b1");
    assertThat(before(ebb, "--fresh=1ms")).contains("**not well:** Take a snapshot of frontend");
    database.leave();
    assertThat(ebb.call("branch", "delete", "b1", "--yes").status()).isZero();
  }

  private static String before(InProcess ebb, String... more) {
    List<String> words = new ArrayList<>(List.of("checklist", "before", "--shadow=target"));
    words.addAll(List.of(more));
    return ebb.call(words.toArray(String[]::new)).out();
  }
}
