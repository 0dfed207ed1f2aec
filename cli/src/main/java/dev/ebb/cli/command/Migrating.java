package dev.ebb.cli.command;

import dev.ebb.Ebb;
import dev.ebb.Proposal;
import dev.ebb.cli.invocation.CommonOptions;
import dev.ebb.cli.invocation.Consent;
import dev.ebb.cli.invocation.Foresight;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.notifying.Metrics;
import dev.ebb.cli.notifying.Notices;
import dev.ebb.cli.progress.Progress;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.render.PlanText;
import dev.ebb.cli.render.RunJson;
import dev.ebb.cli.render.RunReport;
import dev.ebb.cli.render.RunText;
import dev.ebb.cli.restoring.Precaution;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Direction;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.graph.Target;
import dev.ebb.run.Outcome;
import dev.ebb.run.RunOptions;
import dev.ebb.source.SchemaConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all commands that run migrations have in common: for each schema a plan, agreement where it
 * takes away, the run, and how it ended. A schema that fails does not keep the others from running.
 */
final class Migrating {
  private static final List<ExitStatus> WORST_FIRST =
      List.of(
          ExitStatus.HALFWAY,
          ExitStatus.ATTENTION,
          ExitStatus.FAILED,
          ExitStatus.BUSY,
          ExitStatus.REFUSED,
          ExitStatus.BAD_INPUT);

  private static final String WEBHOOK = "EBB_WEBHOOK_URL";

  private final Invocation call;
  private final Target target;
  private final Step.Origin preferred;
  private final boolean dryRun;
  private final RunText text;
  private @Nullable Notices notices;
  private @Nullable Precaution precaution;

  Migrating(Invocation call, Target target, Step.Origin preferred) {
    this.call = call;
    this.target = target;
    this.preferred = preferred;
    if (call.arguments().has(RunFlags.LOSS)) {
      RunFlags.loss(call);
    }
    if (call.arguments().has(Foresight.FEASIBILITY)) {
      Foresight.check(call);
    }
    this.dryRun = call.arguments().isSet(RunFlags.DRY_RUN);
    this.text = new RunText(call.terminal(), call.problems());
  }

  /** Brings schemas to the target, one after the other. */
  ExitStatus run(List<SchemaConfig> schemas) {
    RunOptions options = RunFlags.options(call);
    // All definitions of all schemas are read here: nothing is contacted while any has an error.
    List<Problem> notices = call.workspace().notices();
    if (call.verbose()) {
      notices.forEach(call.problems()::notice);
    }
    List<RunReport> reports = new ArrayList<>();
    boolean moving = !call.arguments().isSet(CommonOptions.PLAIN);
    try (Progress progress = Progress.on(call.terminal(), moving)) {
      // Whoever asked for no webhook does not pay for loading one.
      if (!dryRun && !call.surroundings().environment().getOrDefault(WEBHOOK, "").isEmpty()) {
        try (Notices told = Notices.ofRuns(call, progress)) {
          this.notices = told;
          each(schemas, call.ebb(options, told), reports);
        }
      } else {
        each(schemas, call.ebb(options, progress), reports);
      }
    }
    if (!dryRun && call.arguments().has(RunFlags.METRICS)) {
      figures(reports);
    }
    return end(reports);
  }

  private void each(List<SchemaConfig> schemas, Ebb ebb, List<RunReport> reports) {
    for (SchemaConfig schema : schemas) {
      if (!call.interruption().isInterrupted()) {
        RunReport report = one(ebb, schema);
        reports.add(report);
        if (notices != null && report instanceof RunReport.Ran ran) {
          notices.ended(ran.outcome());
        }
        if (!call.json()) {
          call.terminal().eraseLine();
          text.show(report);
        }
      }
    }
  }

  private void figures(List<RunReport> reports) {
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    for (RunReport report : reports) {
      SchemaName schema = report.schema().name();
      switch (report) {
        case RunReport.Ran ran -> outcomes.put(schema.value(), ran.outcome());
        case RunReport.Reached _ -> outcomes.put(schema.value(), Metrics.nothing(schema));
        case RunReport.NotRun not ->
            outcomes.put(
                schema.value(),
                new Outcome.Stopped(schema, List.of(), null, not.problems(), false));
        case RunReport.Planned _, RunReport.Skipped _ -> {}
      }
    }
    Metrics.write(call, call.arguments().value(RunFlags.METRICS).orElse(""), outcomes);
  }

  private RunReport one(Ebb ebb, SchemaConfig schema) {
    if (SchemaChoice.isLeftOut(call, schema)) {
      return new RunReport.Skipped(schema);
    }
    try {
      Proposal proposal = ebb.propose(schema.name(), target, preferred);
      if (dryRun) {
        return planned(Foresight.of(call, ebb, proposal), proposal);
      }
      if (proposal.isReached()) {
        return new RunReport.Reached(proposal);
      }
      Foresight foresight = Foresight.of(call, ebb, proposal);
      announce(foresight, proposal);
      if (RunFlags.isPrecautious(call)) {
        takePrecaution(ebb, proposal);
      }
      return new RunReport.Ran(
          proposal,
          foresight.report(),
          call.interruption()
              .during(ebb.cancellation(), () -> ebb.carryOut(proposal, RunFlags.loss(call))));
    } catch (Fault fault) {
      call.trace(fault);
      return new RunReport.NotRun(schema, fault.problems());
    }
  }

  private void takePrecaution(Ebb ebb, Proposal proposal) {
    if (precaution == null) {
      precaution = new Precaution(call);
    }
    precaution.before(ebb, proposal);
  }

  private RunReport planned(Foresight foresight, Proposal proposal) {
    if (!call.json()) {
      StringBuilder text =
          new StringBuilder(PlanText.of(proposal, foresight.report(), call.verbose()));
      if (!foresight.report().isSilent()) {
        foresight.end().forEach(line -> text.append("  ").append(line).append('\n'));
      }
      call.terminal().result(text);
    }
    return new RunReport.Planned(proposal, foresight.report());
  }

  private void announce(Foresight foresight, Proposal proposal) {
    String schema = proposal.schema().name().value();
    if (call.verbose()) {
      call.terminal().say(PlanText.of(proposal, foresight.report(), true).stripTrailing());
    } else {
      PlanText.remarks(proposal).forEach(r -> call.terminal().say(schema + ": note: " + r));
    }
    foresight.demand();
    List<Step> steps = proposal.plan().steps();
    if (Consent.isGiven(call) || steps.stream().allMatch(s -> s.direction() == Direction.UP)) {
      foresight.announce();
    } else {
      Consent.ask(
          call,
          "Schema " + schema + ", to be taken back:\n" + foresight.details(),
          "Take back " + Amount.of(steps.size(), "migration") + " of schema " + schema + "?");
    }
  }

  private ExitStatus end(List<RunReport> reports) {
    List<Problem> problems = reports.stream().flatMap(report -> report.faults().stream()).toList();
    if (reports.isEmpty() && call.interruption().isInterrupted()) {
      throw Fault.of(
          FaultCode.CANCELLED,
          "interrupted before anything was run",
          "nothing was changed; run the same command again");
    }
    if (reports.stream().allMatch(r -> r instanceof RunReport.Skipped)) {
      throw Fault.of(
          FaultCode.CONNECTION,
          "nothing says where any database is",
          "set PGHOST and its kin, or add --embedded");
    }
    ExitStatus status = worst(reports);
    return call.json()
        ? call.emit(
            status,
            problems,
            json ->
                json.field("dryRun", dryRun)
                    .objects("schemas", reports, (j, r) -> RunJson.schema(j, r, call.verbose())))
        : status;
  }

  private static ExitStatus worst(List<RunReport> reports) {
    boolean changed = reports.stream().anyMatch(RunReport::changedSomething);
    for (ExitStatus status : WORST_FIRST) {
      if (reports.stream().anyMatch(report -> report.status() == status)) {
        return status == ExitStatus.FAILED && changed ? ExitStatus.HALFWAY : status;
      }
    }
    return ExitStatus.DONE;
  }
}
