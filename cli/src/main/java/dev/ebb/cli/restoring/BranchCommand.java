package dev.ebb.cli.restoring;

import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Consent;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.render.KeptText;
import dev.ebb.event.EventSink;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Nearest;
import dev.ebb.restore.Offer;
import dev.ebb.restore.Replacement;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.restore.branch.Branch;
import dev.ebb.restore.branch.Created;
import dev.ebb.restore.branch.LocalBranches;
import dev.ebb.restore.branch.Plan;
import dev.ebb.restore.swap.Making;
import dev.ebb.restore.swap.Site;
import java.util.List;

/** {@code branch}: copies of a database beside it, and putting one in its place. */
public final class BranchCommand implements Command {
  private static final List<String> VERBS = List.of("list", "create", "promote", "delete");

  /** For one call. */
  public BranchCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("branch", "copies of a database beside it, and putting one in its place")
        .operands("list|create|promote|delete [NAME]", 0, 2)
        .options(SchemaChoice.ONE, Manners.END_SESSIONS, Manners.CHANGED, RunFlags.DRY_RUN)
        .note(
            "A branch is a whole copy of the database in which the schema lives, on the same server."
                + " Nobody can connect to the database while it is copied; who tries, waits. A branch"
                + " is read-only until it is promoted.")
        .note(
            "promote looks into the branch first (ledger, objects, rows), and then has both databases"
                + " change their names in one transaction. What was replaced stays as a branch, with"
                + " which it can be undone; only delete removes anything.")
        .note(
            "Grants, settings and the owner are those that the database has when a branch takes its"
                + " place. promote and delete ask first: without a terminal they need --yes.")
        .examples(
            "branch create before_v5 --db=frontend",
            "branch list --db=frontend",
            "branch promote before_v5 --db=frontend --dry-run",
            "branch promote before_v5 --db=frontend --end-sessions --yes",
            "branch delete before_v5 --db=frontend --yes");
  }

  @Override
  public ExitStatus run(Invocation call) {
    List<String> operands = call.arguments().operands();
    String verb = operands.isEmpty() ? "list" : operands.getFirst();
    Result result =
        new Result(call, verb, call.ebb(EventSink.NONE).site(SchemaChoice.one(call).name()));
    LocalBranches branches = new LocalBranches(result.site());
    return switch (verb) {
      case "list" -> list(result, branches);
      case "create" ->
          create(
              result,
              branches,
              operands.size() > 1
                  ? operands.get(1)
                  : Making.stamp(result.site().clock().instant()));
      case "promote" -> promote(result, branches, named(operands));
      case "delete" -> delete(result, branches, named(operands));
      default ->
          throw Fault.of(
              FaultCode.USAGE,
              "'branch " + verb + "' is unknown",
              Nearest.to(verb, VERBS).map(near -> "did you mean " + near + "? ").orElse("")
                  + "there are: "
                  + String.join(", ", VERBS));
    };
  }

  private static String named(List<String> operands) {
    if (operands.size() < 2) {
      throw Fault.of(
          FaultCode.USAGE,
          "no branch is named",
          "write its name after "
              + operands.getFirst()
              + "; 'ebb branch list' shows what there is");
    }
    return operands.get(1);
  }

  private static ExitStatus list(Result result, LocalBranches branches) {
    List<RestorePoint> points = branches.points();
    if (result.json()) {
      return result.points(points).emit();
    }
    result.out(
        "database "
            + result.site().database()
            + (points.isEmpty() ? " has no branches" : ", " + branchCount(points)));
    points.forEach(point -> result.out(PointText.line(point)));
    return ExitStatus.DONE;
  }

  private static String branchCount(List<RestorePoint> points) {
    return points.size() + (points.size() == 1 ? " branch:" : " branches:");
  }

  private static ExitStatus create(Result result, LocalBranches branches, String name) {
    Invocation call = result.call();
    Plan plan = branches.plan(name, Manners.visitors(call));
    result.estimate(plan.estimate()).conditions(plan.conditions());
    if (result.dryRun()) {
      result.tell(
          "would copy database %s (%s) to %s: %s%n%s"
              .formatted(
                  result.site().database(),
                  KeptText.size(plan.bytes()),
                  plan.database(),
                  PointText.estimate(plan.estimate()),
                  PointText.conditions(plan.conditions())));
      return result.emit();
    }
    call.terminal()
        .say(
            "copying database %s (%s): %s"
                .formatted(
                    result.site().database(),
                    KeptText.size(plan.bytes()),
                    PointText.estimate(plan.estimate())));
    try (StageTalk talk = new StageTalk(call.terminal())) {
      Created made = branches.create(plan, Origin.ASKED, Manners.visitors(call), talk);
      RestorePoint point = made.branch().point();
      result.tell(
          "branch %s of database %s is there: database %s, %s, verified%n  nobody could connect for %s; %s ended%n  to go back to it:    ebb branch promote %1$s%n"
              .formatted(
                  point.reference(),
                  result.site().database(),
                  made.branch().database(),
                  KeptText.size(point.bytes()),
                  Amount.of(made.pause()),
                  Amount.were(made.sessionsEnded(), "session")));
      return result.points(List.of(point)).emit();
    }
  }

  private static ExitStatus promote(Result result, LocalBranches branches, String name) {
    Invocation call = result.call();
    RestorePoint point = branches.named(name).point();
    Offer offer = branches.offer(point);
    Site site = result.site();
    result.points(List.of(point)).offer(offer);
    String details =
        "What would be lost in database %s by going back to branch %s:%n%s"
            .formatted(site.database(), name, PointText.forfeits(offer.forfeits()));
    if (result.dryRun()) {
      result.tell(details + PointText.end(offer));
      return result.emit();
    }
    Consent.ask(call, details, "Put branch " + name + " in the place of " + site.database() + "?");
    try (StageTalk talk = new StageTalk(call.terminal())) {
      Replacement done = branches.goBack(point, Manners.of(call), talk);
      result.tell(PointText.replaced(done));
      return result.replacement(done).emit();
    }
  }

  private static ExitStatus delete(Result result, LocalBranches branches, String name) {
    Invocation call = result.call();
    Branch branch = branches.named(name);
    result.points(List.of(branch.point()));
    String what =
        "branch %s (database %s, %s)"
            .formatted(name, branch.database(), KeptText.size(branch.point().bytes()));
    if (result.dryRun()) {
      result.tell("would delete " + what + " for good\n");
      return result.emit();
    }
    Consent.ask(call, "To be deleted for good:\n  " + what + "\n", "Delete branch " + name + "?");
    branches.delete(branch, Manners.visitors(call));
    result.tell("deleted " + what + "\n");
    return result.emit();
  }
}
