package dev.ebb.cli.render;

import dev.ebb.Proposal;
import dev.ebb.graph.Flag;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Step;
import dev.ebb.run.Done;
import dev.ebb.run.Outcome;
import dev.ebb.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what became of schemas as JSON. */
public final class RunJson {
  private RunJson() {}

  /** The members of one schema. */
  public static void schema(Json json, RunReport report, boolean withSql) {
    json.field("schema", report.schema().name().value())
        .field("result", report.word())
        .field("exitStatus", report.status().code())
        .field("partly", report.end() instanceof Outcome.Stopped s && s.partly());
    Proposal proposal = report.plan();
    List<Step> steps = proposal == null ? List.of() : proposal.plan().steps();
    Map<MigrationId, Done> done = new HashMap<>();
    Outcome end = report.end();
    if (end != null) {
      end.done().forEach(d -> done.put(d.step().id(), d));
    }
    json.objects("steps", steps, (j, step) -> step(j, step, done.get(step.id()), report, withSql));
    List<Done> healed =
        done.values().stream()
            .filter(d -> steps.stream().noneMatch(s -> s.id().equals(d.step().id())))
            .toList();
    json.objects("settled", healed, RunJson::settled);
    json.texts("remarks", proposal == null ? List.of() : PlanText.remarks(proposal));
  }

  private static void step(
      Json json, Step step, @Nullable Done done, RunReport report, boolean withSql) {
    base(json, step);
    json.field("file", step.source().file())
        .field("origin", step.origin().name().toLowerCase(Locale.ROOT))
        .field("privileged", step.migration().has(Flag.PRIVILEGED))
        .field("transactional", step.source().script().transactional())
        .texts("drops", StatementHeads.drops(step))
        .texts("locks", StatementHeads.locks(step));
    LossJson.step(json, step, report.foreseen());
    json.field("state", state(step, done, report))
        .fieldOrNull("millis", done == null ? null : Long.valueOf(done.elapsed().toMillis()));
    if (withSql) {
      json.texts(
          "statements", step.source().script().statements().stream().map(Statement::text).toList());
    }
  }

  private static void base(Json json, Step step) {
    json.field("id", step.id().value())
        .field("name", step.migration().name())
        .field("direction", step.direction().word());
  }

  private static void settled(Json json, Done done) {
    base(json, done.step());
    json.field("millis", done.elapsed().toMillis());
  }

  private static String state(Step step, @Nullable Done done, RunReport report) {
    if (done != null) {
      return switch (done.how()) {
        case RAN -> "done";
        case RESUMED -> "resumed";
        case CONFIRMED -> "confirmed";
        case RECORDED -> "recorded";
      };
    }
    boolean failed =
        report.end() instanceof Outcome.Stopped stopped
            && stopped.failed() != null
            && stopped.failed().id().equals(step.id());
    return failed ? "failed" : report instanceof RunReport.Planned ? "planned" : "notRun";
  }
}
