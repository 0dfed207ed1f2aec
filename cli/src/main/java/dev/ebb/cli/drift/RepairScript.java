package dev.ebb.cli.drift;

import dev.ebb.DriftReport;
import dev.ebb.fix.Fix;
import dev.ebb.fix.FixScript;

/** The SQL that would make a database what it should be, except for what is agreed to. */
final class RepairScript {
  private RepairScript() {}

  static FixScript of(DriftReport report) {
    return Fix.between(report.actual(), report.wanted(), report.major());
  }

  /** As text that psql would take: what is lost, and what is left to a person, as comments. */
  static String text(FixScript script) {
    StringBuilder text = new StringBuilder();
    text.append(
        "-- Not run, and not tried: drift --fix --dry-run tries it on a copy. Read it first.\n");
    script.losses().forEach(loss -> comment(text, "DESTROYS " + loss));
    script.prechecks().forEach(check -> comment(text, "fails if there are rows: " + check.query()));
    script.refusals().forEach(refusal -> comment(text, "left to a person: " + refusal));
    return text.append("BEGIN;\n").append(script.text()).append("COMMIT;\n").toString();
  }

  private static void comment(StringBuilder text, String line) {
    line.lines().forEach(each -> text.append("-- ").append(each).append('\n'));
  }
}
