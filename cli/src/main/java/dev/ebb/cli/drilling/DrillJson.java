package dev.ebb.cli.drilling;

import dev.ebb.cli.render.Json;
import dev.ebb.cli.render.Times;
import dev.ebb.drill.Attempt;
import dev.ebb.drill.DrillReport;
import dev.ebb.drill.Script;
import dev.ebb.drill.Subject;
import java.util.Locale;

/** A drill as JSON: what is also kept as its report, and read by later drills. */
final class DrillJson {
  private DrillJson() {}

  static void of(Json json, DrillReport report) {
    json.field("schema", report.schema())
        .field("at", Times.iso(report.at()))
        .field("good", report.good())
        .field("server", report.server())
        .field("quick", report.quick())
        .field("data", report.data())
        .field("rows", report.rows())
        .field("bytes", report.bytes())
        .objects("mishaps", report.scripts(), DrillJson::script)
        .objects("attempts", report.attempts(), DrillJson::attempt);
  }

  private static void script(Json json, Script script) {
    Subject subject = script.subject();
    json.field("mishap", script.mishap().word())
        .field("title", script.mishap().title())
        .field("up", script.up())
        .field("down", script.down())
        .field("table", subject == null ? null : subject.table())
        .field("why", subject == null ? null : subject.why());
  }

  private static void attempt(Json json, Attempt attempt) {
    json.field("mishap", attempt.mishap().word())
        .field("way", attempt.practice().word())
        .field("result", attempt.result().word())
        .texts("details", attempt.result().details())
        .field("millis", attempt.time().toMillis())
        .field("verifyingMillis", attempt.verifying().toMillis())
        .field("bytes", attempt.bytes())
        .objects(
            "stages",
            attempt.stages(),
            (j, stage) ->
                j.field("part", stage.part().name().toLowerCase(Locale.ROOT))
                    .field("what", stage.what())
                    .field("millis", stage.took().toMillis()));
  }
}
