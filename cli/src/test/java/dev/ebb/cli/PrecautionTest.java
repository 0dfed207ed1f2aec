package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * In production a way back is there before anything runs, and its lack stops nobody who did not
 * ask.
 */
@ExtendWith(LeakCheck.class)
class PrecautionTest extends WholeDatabase {
  @Override
  String contents() {
    return "INSERT INTO frontend_t1 VALUES (1), (2)";
  }

  private String newestEntry() {
    return database.value("SELECT body FROM ebb_audit.entry ORDER BY number DESC LIMIT 1");
  }

  @Test
  void inProductionABranchIsTakenUnaskedAndSaidInOneLine() {
    String then = database.catalogAndData();
    Result result = call(0, "down", "--yes", "--environment=production");
    assertThat(result.err().lines().filter(line -> line.contains("restore point")))
        .singleElement()
        .asString()
        .containsPattern(
            "restore point of database .*: branch before_.* in .*; to go back to it: ebb");
    assertThat(result.err()).doesNotContain("copying the database");
    assertThat(newestEntry()).contains("\"restorePoint\":\"branch before_");
    assertThat(ok("audit", "show")).contains("done, restore point: branch before_");
    String name = others().getFirst().substring((database.name() + "_branch_").length());
    ok("branch", "promote", name, "--yes");
    assertThat(database.catalogAndData()).isEqualTo(then);
  }

  @Test
  void nothingIsTakenUnaskedElsewhereNorOfANewDatabaseNorWhereNoneIsAskedFor() {
    call(0, "down", "--yes");
    call(0, "up", "--environment=staging");
    ebb = ebb.with("EBB_ENVIRONMENT", "production");
    call(0, "down", "--yes", "--restore-point=none");
    ebb = ebb.with("EBB_RESTORE_POINT", "none");
    call(0, "up");
    assertThat(newestEntry()).doesNotContain("restorePoint");
    assertThat(others()).isEmpty();
    try (TestDatabase fresh = TestPostgres.shared().newDatabase()) {
      Result result = new SampleProject(folder).on(fresh).call("up", "--environment=production");
      assertThat(result.status()).as(result.err()).isZero();
      assertThat(result.err()).doesNotContain("restore point");
    }
    ebb = ebb.with("EBB_RESTORE_POINT", "branch");
    assertThat(call(0, "down", "--yes").err()).contains("branch before_");
  }

  @Test
  void whereNoneIsPossibleItIsSaidAndTheRunGoesOnUnlessSomebodyAskedForOne() throws SQLException {
    ebb = ebb.with("EBB_ENVIRONMENT", "production").with("EBB_SNAPSHOTS", "/proc/nowhere");
    try (Connection someone = database.connect()) {
      assertThat(someone.isValid(5)).isTrue();
      String then = database.catalogAndData();
      Result refused = ebb.call("down", "--yes", "--restore-point=auto");
      assertThat(refused.status()).as(refused.err()).isEqualTo(1);
      assertThat(database.catalogAndData()).isEqualTo(then);
      Result result = ebb.call("down", "--yes");
      assertThat(result.status()).as(result.err()).isZero();
      assertThat(result.err().lines().filter(line -> line.contains("restore point")))
          .singleElement()
          .asString()
          .contains(
              "no branch: ", "connected", "no snapshot: ", "goes on without", "insists on one");
    }
    assertThat(newestEntry()).contains("\"restorePoint\":\"none: no branch: ");
  }
}
