package dev.ebb.cli.command;

import dev.ebb.Ebb;
import dev.ebb.Proposal;
import dev.ebb.cli.invocation.Consent;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.render.DiagnosisText;
import dev.ebb.cli.render.RunReport;
import dev.ebb.cli.render.RunText;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Direction;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Step;
import dev.ebb.graph.Target;
import dev.ebb.loss.LossReport;
import dev.ebb.repair.Decision;
import dev.ebb.repair.Diagnosis;
import dev.ebb.run.Outcome;
import dev.ebb.source.SchemaConfig;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Settles the unsettled migrations of one schema after the other. */
final class Repairing {
  private final Invocation call;
  private final Ebb ebb;
  private final boolean dryRun;

  Repairing(Invocation call, Ebb ebb) {
    this.call = call;
    this.ebb = ebb;
    this.dryRun = call.arguments().isSet(RunFlags.DRY_RUN);
  }

  /**
   * What became of one schema.
   *
   * @param findings what was unsettled
   * @param decided what was decided, and done unless there are problems
   * @param problems why some of it could not be done
   */
  record Repaired(
      SchemaConfig schema,
      List<Diagnosis.Finding> findings,
      Map<MigrationId, Decision.Kind> decided,
      List<Problem> problems) {

    /** Whether something is still unsettled. */
    boolean isLeft() {
      return decided.size() < findings.size() || !problems.isEmpty();
    }
  }

  Repaired repair(SchemaConfig schema) {
    Diagnosis diagnosis = ebb.diagnose(schema.name());
    Map<MigrationId, Decision.Kind> decided = new TreeMap<>();
    if (!call.json()) {
      if (diagnosis.findings().isEmpty()) {
        call.out("✅ " + schema.name() + ": nothing to repair");
      }
      diagnosis.findings().forEach(f -> DiagnosisText.show(call.terminal(), schema.name(), f));
    }
    if (dryRun || diagnosis.findings().isEmpty()) {
      return new Repaired(schema, diagnosis.findings(), decided, List.of());
    }
    for (Diagnosis.Finding finding : diagnosis.findings()) {
      Decision.Kind kind = decide(finding);
      if (kind != null) {
        decided.put(finding.entry().id(), kind);
      }
    }
    List<Problem> problems = settle(schema, diagnosis, decided);
    return new Repaired(schema, diagnosis.findings(), decided, problems);
  }

  private Decision.@Nullable Kind decide(Diagnosis.Finding finding) {
    if (Consent.isGiven(call)) {
      if (finding.advice() == null && !call.json()) {
        call.terminal()
            .warn(
                DiagnosisText.title(finding)
                    + ": left alone, since nothing proves what is right; decide it on a terminal, or"
                    + " with 'ebb add-log'");
      }
      return finding.advice();
    }
    Consent.requireSomebody(call, "What should become of " + DiagnosisText.title(finding) + "?");
    return chosen(finding);
  }

  private Decision.@Nullable Kind chosen(Diagnosis.Finding finding) {
    List<Decision.Kind> choices = choices(finding);
    StringBuilder question = new StringBuilder("What should become of ");
    question.append(DiagnosisText.title(finding)).append("?\n");
    for (int i = 0; i < choices.size(); i++) {
      question.append("  ").append(i + 1).append("  ").append(DiagnosisText.words(choices.get(i)));
      question.append(choices.get(i) == finding.advice() ? " (advised)\n" : "\n");
    }
    question.append("  s  leave it as it is\nYour choice:");
    for (int attempt = 0; attempt < 3; attempt++) {
      String answer = call.terminal().ask(question.toString()).orElse("s");
      if (answer.toLowerCase(Locale.ROOT).equals("s")) {
        return null;
      }
      for (int i = 0; i < choices.size(); i++) {
        if (answer.equals(Integer.toString(i + 1))) {
          return choices.get(i);
        }
      }
    }
    return null;
  }

  // To go on makes sense only where Ebb itself wrote down how far it came, and advises it.
  private static List<Decision.Kind> choices(Diagnosis.Finding finding) {
    Set<Decision.Kind> kinds = EnumSet.of(Decision.Kind.MARK_APPLIED, Decision.Kind.MARK_UNAPPLIED);
    List<Decision.Kind> choices = new ArrayList<>();
    if (finding.advice() != null) {
      kinds.remove(finding.advice());
      choices.add(finding.advice());
    }
    choices.addAll(kinds);
    return choices;
  }

  private List<Problem> settle(
      SchemaConfig schema, Diagnosis diagnosis, Map<MigrationId, Decision.Kind> decided) {
    List<Decision> marks = new ArrayList<>();
    List<Diagnosis.Finding> resumed = new ArrayList<>();
    for (Diagnosis.Finding finding : diagnosis.findings()) {
      Decision.Kind kind = decided.get(finding.entry().id());
      if (kind == Decision.Kind.RESUME) {
        resumed.add(finding);
      } else if (kind != null) {
        marks.add(new Decision(finding.entry().id(), kind));
      }
    }
    if (!marks.isEmpty()) {
      ebb.settle(schema.name(), marks);
      marks.forEach(
          mark -> say("✅ " + schema.name() + ": " + mark.id() + ": " + past(mark.kind())));
    }
    List<Problem> problems = new ArrayList<>();
    for (Direction direction : Direction.values()) {
      List<MigrationId> ids =
          resumed.stream()
              .filter(f -> f.entry().direction() == direction)
              .map(f -> f.entry().id())
              .toList();
      if (!ids.isEmpty()) {
        problems.addAll(resume(schema, target(schema, direction, ids)));
      }
    }
    return problems;
  }

  private Target target(SchemaConfig schema, Direction direction, List<MigrationId> ids) {
    return direction == Direction.UP
        ? Target.UpTo.of(ids)
        : Target.DownTo.of(ebb.status(schema.name()).state().present());
  }

  private List<Problem> resume(SchemaConfig schema, Target target) {
    Proposal proposal = ebb.propose(schema.name(), target, Step.Origin.PROJECT);
    Outcome outcome = call.interruption().during(ebb.cancellation(), () -> ebb.carryOut(proposal));
    RunReport report = new RunReport.Ran(proposal, LossReport.SILENT, outcome);
    if (!call.json()) {
      new RunText(call.terminal(), call.problems()).show(report);
    }
    return report.faults();
  }

  private void say(String line) {
    if (!call.json()) {
      call.out(line);
    }
  }

  private static String past(Decision.Kind kind) {
    return switch (kind) {
      case RESUME -> "completed";
      case MARK_APPLIED -> "counts as applied now";
      case MARK_UNAPPLIED -> "counts as not applied now";
    };
  }
}
