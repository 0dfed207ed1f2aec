package dev.ebb.cli.drift;

import dev.ebb.DriftReport;
import dev.ebb.DriftRequest;
import dev.ebb.Ebb;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Problem;
import java.util.List;

/**
 * What is left to be done in a database that was brought to a release: nothing, as a rule; else
 * what imperfect scripts left, and the SQL that finishes the job, which runs if somebody wants it
 * to.
 *
 * @param status what a script should make of it
 * @param problems why it could not be finished
 */
public record Aftermath(ExitStatus status, List<Problem> problems) {
  public Aftermath {
    problems = List.copyOf(problems);
  }

  /** Shows it, and finishes the job if {@code finish} is given. */
  public static Aftermath of(
      Invocation call, Ebb ebb, DriftRequest request, DriftReport report, boolean finish) {
    DriftText text = new DriftText(call.terminal(), call.verbose());
    if (!report.drift().needsAttention()) {
      if (!call.json()) {
        text.show(report);
      }
      return new Aftermath(ExitStatus.DONE, List.of());
    }
    if (!call.json()) {
      text.show(report);
    }
    if (!finish) {
      if (!call.json()) {
        call.out("\n" + RepairScript.text(RepairScript.of(report)).stripTrailing());
        call.terminal()
            .say(
                "run the same command again with --finish, and Ebb does that, tried on a copy first");
      }
      return new Aftermath(ExitStatus.ATTENTION, List.of());
    }
    Fixed fixed = new Fixing(call, ebb).fix(request, report);
    if (!call.json()) {
      text.show(fixed);
    }
    return new Aftermath(fixed.status(), fixed.problems());
  }
}
