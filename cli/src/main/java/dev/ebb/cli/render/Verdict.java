package dev.ebb.cli.render;

import dev.ebb.SchemaStatus;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Entry;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Survey;
import java.util.ArrayList;
import java.util.List;

/** Whether an application can work with a schema as it is. */
public final class Verdict {
  private Verdict() {}

  /** Everything that speaks against it; empty if nothing does. */
  public static List<Problem> problems(SchemaStatus status) {
    List<Problem> problems = new ArrayList<>();
    String schema = status.schema().name().value();
    Survey survey = status.survey();
    LedgerState.LegacyVersion legacy = status.state().legacy();
    if (legacy != null && legacy.dirty()) {
      problems.add(dirty(schema, List.of(legacy.version())));
    }
    List<MigrationId> unsettled = survey.unsettled().stream().map(Entry::id).toList();
    if (!unsettled.isEmpty()) {
      problems.add(dirty(schema, unsettled));
    }
    List<MigrationId> missing = StatusText.pending(survey).stream().map(Migration::id).toList();
    if (!missing.isEmpty()) {
      problems.add(
          Problem.of(
              FaultCode.OUT_OF_DATE,
              "schema out of date: schema \""
                  + schema
                  + "\" requires the following migrations to be applied: "
                  + PlanText.list(missing),
              "run 'ebb up --db=" + schema + "' first, or roll this release back"));
    }
    survey.changed().forEach(changed -> problems.add(changed(schema, changed)));
    return problems;
  }

  private static Problem dirty(String schema, List<MigrationId> ids) {
    return Problem.of(
        FaultCode.DIRTY,
        "dirty database: schema \""
            + schema
            + "\" marked the following migrations as failed or unfinished: "
            + PlanText.list(ids),
        "'ebb up --db="
            + schema
            + "' goes on where it can be proved how; 'ebb repair --db="
            + schema
            + "' shows what took effect and settles the rest");
  }

  private static Problem changed(String schema, Survey.Changed changed) {
    return Problem.at(
        changed.place(),
        FaultCode.DIRTY,
        "changed migration: statement "
            + changed.statement()
            + " of "
            + changed.migration().title()
            + " is not what was applied to schema \""
            + schema
            + "\"",
        "put the script back as it was, and write a new migration for the change");
  }
}
