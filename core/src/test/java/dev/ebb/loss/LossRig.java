package dev.ebb.loss;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.graph.Direction;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Source;
import dev.ebb.graph.Step;
import dev.ebb.loss.LossReader.Limits;
import dev.ebb.loss.LossReport.StepReport;
import dev.ebb.sql.Script;
import dev.ebb.sql.SqlName;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Asks a database what scripts would do to it. */
record LossRig(TestDatabase database) {
  static final Limits SMALL = new Limits(4, 2, Duration.ofSeconds(10), Duration.ofSeconds(60));

  /** Scripts, each the way down of a migration. */
  static List<Step> steps(String... scripts) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < scripts.length; i++) {
      Source script = new Source("down.sql", Script.parse(scripts[i]));
      steps.add(
          new Step(
              Direction.DOWN,
              new Migration(new MigrationId(100 - i), "m" + i, List.of(), Set.of(), script, script),
              Step.Origin.PROJECT));
    }
    return steps;
  }

  Session session() {
    return new Connector(
            ConnectionSettings.of(
                database.host(),
                database.port(),
                database.user(),
                database.password(),
                database.name()),
            "ebb")
        .open();
  }

  LossReport report(Limits limits, String... scripts) {
    try (Session session = session()) {
      return LossReader.read(
          session,
          new LossReader.Question(
              new SchemaName("shop"),
              steps(scripts),
              LedgerState.EMPTY,
              new SqlName("public", "migration_logs"),
              Set.of(new SqlName("public", "schema_migrations")),
              limits),
          Clock.systemUTC());
    }
  }

  /** Every finding, a line each. */
  static List<String> lines(LossReport report) {
    List<String> lines = new ArrayList<>();
    for (StepReport step : report.steps()) {
      for (Losing l : step.losses()) {
        lines.add(
            (l.certain() ? "" : "perhaps ")
                + l.loss().title()
                + ": "
                + l.extent().values()
                + "/"
                + l.extent().rows()
                + (l.extent().accuracy() == Extent.Accuracy.EXACT
                    ? ""
                    : " " + l.extent().accuracy())
                + (l.along().isEmpty() ? "" : " with " + String.join(", ", l.along())));
      }
      for (Obstacle o : step.obstacles()) {
        lines.add((o.isCertain() ? "FAILS " : "may fail ") + o.what());
      }
      step.unknown().forEach(u -> lines.add("unknown " + u));
    }
    return lines;
  }
}
