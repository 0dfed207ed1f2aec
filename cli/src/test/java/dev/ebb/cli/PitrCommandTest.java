package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A server goes back to a moment in a new place beside itself, and nothing else is touched. */
class PitrCommandTest extends ArchivedProject {

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
    assertThat(call(6, "pitr", "switch", place(made), "--switch=do").err()).contains("--yes");
    assertThat(document(0, "pitr", "switch", place(made), "--switch=do", "--yes"))
        .contains("\"switched\"", "-replaced");
    assertThat(server.value(ROWS)).isEqualTo("100 5050");
    assertThat(server.value("SHOW archive_mode")).isEqualTo("on");
    assertThat(ok("status")).contains("3 applied");
    assertThat(ok("audit", "verify")).contains("as written");
    assertThat(ok("audit", "show")).contains("down");
    assertThat(server.strange()).isEmpty();
    ok("pitr", "delete", place(made), "--yes");
    assertThat(server.made()).isEmpty();
  }
}
