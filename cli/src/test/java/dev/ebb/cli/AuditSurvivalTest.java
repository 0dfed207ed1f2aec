package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The audit outlives what it is kept in: what replaces a database knows what that knew. */
@ExtendWith(LeakCheck.class)
class AuditSurvivalTest extends WholeDatabase {
  @Override
  String contents() {
    return "INSERT INTO frontend_t1 VALUES (1), (2)";
  }

  private List<String> bodies() {
    return database.query("SELECT body FROM ebb_audit.entry ORDER BY number");
  }

  private String kept() {
    return others().stream().filter(name -> name.contains("_replaced_")).toList().getLast();
  }

  private String nameOf(String kept) {
    return kept.substring(database.name().length() + 1);
  }

  @Test
  void aPromotedBranchKnowsWhatWasDoneSinceAndWhoHadItPromoted() {
    ok("branch", "create", "b1");
    ok("down", "--yes");
    List<String> before = bodies();
    ok("branch", "promote", "b1", "--yes");
    List<String> after = bodies();
    assertThat(after).containsAll(before).hasSize(before.size() + 2);
    assertThat(after.get(before.size()))
        .contains("\"did\":[\"branch promote b1\"]", "\"outcome\":\"begun\"");
    assertThat(after.getLast())
        .contains("\"outcome\":\"done\"", "\"restorePoint\":\"branch as of ", "\"lossAcceptedBy\":")
        .contains("everything that was written since", "\"keptAs\":[\"" + kept())
        .doesNotContain("ebb_audit.entry");
    assertThat(ok("audit", "verify")).contains("as written");
    assertThat(ok("audit", "show")).contains("done, branch promote b1");

    ok("branch", "promote", nameOf(kept()), "--yes");
    assertThat(bodies()).containsAll(after).hasSize(after.size() + 2);
    for (String left : others()) {
      ok(
          "branch",
          "delete",
          left.substring(database.name().length() + 1).replace("branch_", ""),
          "--yes");
    }
    assertThat(bodies().getLast()).contains("branch delete ");
    assertThat(ok("audit", "verify")).contains("as written");
  }

  @Test
  void aStateThatIsOlderThanAnyAuditGetsAllOfIt() {
    database.execute("DROP SCHEMA ebb_audit CASCADE");
    ok("snapshot", "create", "s1");
    database.execute("DELETE FROM frontend_t1 WHERE id = 2");
    ok("snapshot", "restore", "s1", "--table=frontend_t1", "--yes");
    ok("snapshot", "restore", "s1", "--yes");
    assertThat(bodies())
        .hasSize(4)
        .satisfiesExactly(
            body -> assertThat(body).contains("snapshot create s1 in"),
            body -> assertThat(body).contains("snapshot restore: rows of table"),
            body -> assertThat(body).contains("begun", "snapshot restore s1"),
            body -> assertThat(body).contains("\"outcome\":\"done\"", "snapshot as of"));
    assertThat(ok("audit", "verify")).contains("4 entries, as written");
    ok("snapshot", "delete", "s1", "--yes");
    assertThat(bodies().getLast()).contains("snapshot delete s1");
  }

  /** As it is when the process died right after the swap. */
  private void forget(int known) {
    database.execute(
        """
        SET session_replication_role = replica; DELETE FROM ebb_audit.entry WHERE number > %1$d;
        UPDATE ebb_audit.head SET number = %1$d, hash = (SELECT hash FROM ebb_audit.entry WHERE number = %1$d);
        SET session_replication_role = DEFAULT\
        """
            .formatted(known));
    try (TestDatabase all = TestPostgres.shared().database("postgres")) {
      String comment =
          all.value(
              "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '"
                  + kept()
                  + "'");
      assertThat(comment).doesNotContain("audit owed");
      all.execute(
          "COMMENT ON DATABASE \"%s\" IS '%s'"
              .formatted(kept(), comment.replace("'", "''") + "audit owed\n"));
    }
  }

  @Test
  void whatADeadProcessDidNotCarryOverTheNextOneDoesAndSays() {
    ok("branch", "create", "b1");
    ok("down", "--yes");
    List<String> all = bodies();
    ok("branch", "promote", "b1", "--yes");
    forget(1);
    assertThat(call(0, "audit", "verify").err()).contains("the audit got 3 entries of database");
    assertThat(bodies()).containsAll(all);
    assertThat(bodies().getLast()).contains("\"did\":[\"the audit got 3 entries");
    assertThat(call(0, "audit", "verify").err()).doesNotContain("the audit got");

    forget(1);
    assertThat(call(0, "down", "--yes").err()).contains("the audit got 3 entries of database");
    assertThat(bodies()).containsAll(all);
    assertThat(bodies().getLast()).contains("\"command\":\"down\"");

    // what went its own way meanwhile is quoted, and nothing twice
    forget(1);
    database.execute(
        "SET session_replication_role = replica; UPDATE ebb_audit.entry SET body = '{}', hash = 'y';"
            + " SET session_replication_role = DEFAULT");
    ok("branch", "delete", nameOf(kept()), "--yes");
    assertThat(String.join("\n", bodies()))
        .contains("\"command\":\"carried over\",\"number\":1,", "branch promote b1");
    assertThat(ok("audit", "show")).contains(", carried over: done");
  }

  @Test
  @Tag("proof")
  void databasesThatChangePlacesAgainAndAgainQuoteNothingTwice() {
    ok("branch", "create", "b1");
    ok("down", "--yes");
    try (TestDatabase branch = TestPostgres.shared().database(database.name() + "_branch_b1")) {
      branch.execute("SET default_transaction_read_only = off");
      branch.execute(
          "SET session_replication_role = replica; UPDATE ebb_audit.entry SET body ="
              + " '{\"its\":\"own way\"}', hash = 'x'");
      branch.leave();
      ok("branch", "promote", "b1", "--yes");
    }
    int once = bodies().size();
    for (int i = 1; i <= 2; i++) {
      ok("branch", "promote", nameOf(kept()), "--yes");
      // its own entry of the other, and two for each promotion
      assertThat(bodies()).hasSizeBetween(once, once + 1 + 2 * i);
    }
    assertThat(bodies().stream().filter(body -> body.contains("\\\\\\\"command\\\\\\\"")))
        .isEmpty();
  }
}
