package dev.ebb.cli.drift;

import dev.ebb.DriftReport;
import dev.ebb.DriftRequest;
import dev.ebb.Ebb;
import dev.ebb.amend.Amendment;
import dev.ebb.amend.Weighed;
import dev.ebb.cli.invocation.CommonOptions;
import dev.ebb.cli.invocation.Consent;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.render.Amount;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.keep.LossPolicy;
import dev.ebb.source.Project.Environment;
import java.util.List;
import java.util.stream.Collectors;

/** Sets one database right after somebody has seen how, and agreed. */
final class Fixing {
  private final Invocation call;
  private final Ebb ebb;
  private final AmendmentText text;

  Fixing(Invocation call, Ebb ebb) {
    this.call = call;
    this.ebb = ebb;
    this.text = new AmendmentText(call.terminal());
  }

  /**
   * Plans, shows, asks and does.
   *
   * @return what came of it; a fault is among its problems
   */
  Fixed fix(DriftRequest request, DriftReport report) {
    if (report.drift().findings().isEmpty()) {
      return new Fixed(report, null, Fixed.Result.NOTHING, List.of());
    }
    Amendment amendment = null;
    try {
      amendment = ebb.amendment(request, report);
      call.terminal().eraseLine();
      if (!call.json()) {
        text.show(amendment);
      }
      return fix(request, report, amendment);
    } catch (Fault fault) {
      call.trace(fault);
      return new Fixed(report, amendment, Fixed.Result.NOT_DONE, fault.problems());
    }
  }

  private Fixed fix(DriftRequest request, DriftReport report, Amendment amendment) {
    if (amendment.isEmpty()) {
      return new Fixed(report, amendment, Fixed.Result.NOTHING, List.of());
    }
    refuseUnsafe(amendment);
    LossPolicy policy = RunFlags.loss(call);
    refuseLoss(amendment, policy);
    if (call.arguments().isSet(RunFlags.DRY_RUN)) {
      return new Fixed(report, amendment, Fixed.Result.NOT_DONE, List.of());
    }
    agree(report, amendment);
    List<Problem> problems =
        call.interruption().during(ebb.cancellation(), () -> ebb.amend(request, amendment, policy));
    call.terminal().eraseLine();
    Fixed.Result result = problems.isEmpty() ? Fixed.Result.DONE : Fixed.Result.PARTLY;
    return new Fixed(report, amendment, result, problems);
  }

  private static void refuseUnsafe(Amendment amendment) {
    if (!amendment.trial().passed()) {
      throw refused(
          "on a copy of the database these statements did not do what they should: "
              + String.join("; ", amendment.trial().flaws()),
          "nothing was changed; try it on a copy that is more like the database with"
              + " --shadow=target, or mend it by hand with what --sql shows");
    }
    if (!amendment.hindrances().isEmpty()) {
      throw refused(
          "rows are in the way: "
              + amendment.hindrances().stream()
                  .map(AmendmentText::words)
                  .collect(Collectors.joining("; ")),
          "nothing was changed; look at them with: "
              + amendment.hindrances().getFirst().precheck().query());
    }
  }

  private static void refuseLoss(Amendment amendment, LossPolicy policy) {
    List<Weighed> losses = amendment.losses().stream().filter(Weighed::holdsAnything).toList();
    if (policy == LossPolicy.REFUSE && !losses.isEmpty()) {
      throw refused(
          "it would take away "
              + losses.stream().map(AmendmentText::words).collect(Collectors.joining("; ")),
          "nothing was changed; --loss=keep keeps it in the schema ebb_keep, --loss=accept lets it"
              + " go");
    }
  }

  private void agree(DriftReport report, Amendment amendment) {
    if (call.environment() == Environment.PRODUCTION
        && !call.arguments().isSet(CommonOptions.YES)) {
      throw refused(
          "in production it is only shown what would be done",
          "add --yes to do it; nothing was changed");
    }
    long statements = amendment.course().all().count();
    Consent.ask(
        call, "", "Run " + Amount.of(statements, "statement") + " on " + report.database() + "?");
  }

  private static Fault refused(String what, String remedy) {
    return Fault.of(FaultCode.REFUSED, what, remedy);
  }

  /** The status of several, the worst first. */
  static ExitStatus status(List<Fixed> all) {
    return List.of(
            ExitStatus.HALFWAY,
            ExitStatus.FAILED,
            ExitStatus.BUSY,
            ExitStatus.REFUSED,
            ExitStatus.BAD_INPUT,
            ExitStatus.ATTENTION)
        .stream()
        .filter(status -> all.stream().anyMatch(fixed -> fixed.status() == status))
        .findFirst()
        .orElse(ExitStatus.DONE);
  }
}
