package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.audit.Quotation;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whenever a process is killed that copies or replaces a database, one whole state serves. */
class BranchCrashTest extends StruckDatabase {
  private static final int KILLS = Integer.getInteger("ebb.branch.kills", 50);
  private static final int ROWS = 20_000;

  @Test
  @Tag("proof")
  void eitherTheOldStateServesOrTheBranchIsCompletelyInItsPlaceAndTheAuditLosesNothing() {
    EbbCommand ebb = project(ROWS);
    String then = state();
    ebb.run(0, "branch", "create", "b0");
    database.execute("INSERT INTO a VALUES (-1, 'later')");
    String later = state();
    long usual = usual(120, ebb, "branch", "promote", "b0", "--yes");
    assertThat(state()).isEqualTo(then);
    int replaced = 0;
    for (int i = 0; i < KILLS; i++) {
      String branch = others("%").getLast().substring(database.name().length() + 1);
      String name = branch.startsWith("branch_") ? branch.substring(7) : branch;
      List<String> known = entries();
      String before = state();
      strike(ebb, usual, "branch", "promote", name, "--yes");
      String after = state();
      assertThat(after).as("seed %d, strike %d", SEED, i).isIn(then, later);
      replaced += after.equals(before) ? 0 : 1;
      assertThat(others("%")).as("seed %d, strike %d", SEED, i).hasSize(1);
      ebb.run(0, "audit", "verify");
      assertThat(entries()).as("seed %d, strike %d", SEED, i).containsAll(known);
    }
    assertThat(replaced).as("strikes that came too late, of " + KILLS).isBetween(0, KILLS);
    ebb.run(0, "branch", "list");
  }

  private List<String> entries() {
    List<String> bodies = database.query("SELECT body FROM ebb_audit.entry ORDER BY number");
    database.leave();
    return bodies.stream().map(Quotation::original).toList();
  }

  @Test
  @Tag("proof")
  void aCopyThatIsInterruptedLeavesTheDatabaseOpenAndNoLitter() {
    EbbCommand ebb = project(ROWS);
    String state = state();
    long usual = usual(120, ebb, "branch", "create", "b0");
    for (int i = 0; i < KILLS; i++) {
      strike(ebb, usual, "branch", "create", "k" + i);
      assertThat(state()).as("seed %d, strike %d", SEED, i).isEqualTo(state);
    }
    ebb.run(0, "branch", "create", "last");
    assertThat(others("ebb\\_making%")).isEmpty();
    for (String branch : others("%\\_branch\\_%")) {
      try (TestDatabase copy = TestPostgres.shared().database(branch)) {
        assertThat(copy.catalogAndData()).as(branch).isEqualTo(state);
      }
    }
  }
}
