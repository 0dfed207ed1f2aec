package dev.ebb.cli.restoring;

import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Consent;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.render.KeptText;
import dev.ebb.fault.ExitStatus;
import dev.ebb.restore.RestoreMethod.Visitors;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.restore.branch.Branch;
import dev.ebb.restore.branch.Created;
import dev.ebb.restore.branch.LocalBranches;
import dev.ebb.restore.branch.Plan;
import dev.ebb.restore.swap.Making;
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
        .options(SchemaChoice.ONE, Manners.END_SESSIONS, Manners.CHANGED)
        .options(PitrOptions.BRANCHES)
        .options(ProviderBranches.ALL)
        .options(RunFlags.DRY_RUN)
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
        .note(
            "With --provider=neon they are Neon's own branches, of any moment of its history (--at,"
                + " --lsn); promote keeps the connection string. The key is in NEON_API_KEY.")
        .examples(
            "branch create before_v5 --db=frontend",
            "branch list --db=frontend",
            "branch promote before_v5 --db=frontend --dry-run",
            "branch promote before_v5 --db=frontend --end-sessions --yes",
            "branch delete before_v5 --db=frontend --yes",
            "branch create before_v5 --provider=neon --at=2026-11-21T21:48:07Z");
  }

  @Override
  public ExitStatus run(Invocation call) {
    Result result = new Result(call, "branch");
    if (PitrOptions.isNamed(call)) {
      return new ProviderBranches(result, PitrOptions.asked(call, result.site())).run(VERBS);
    }
    LocalBranches branches = new LocalBranches(result.site());
    return switch (result.verb()) {
      case "list" -> list(result, branches);
      case "create" ->
          create(
              result, branches, result.name(() -> Making.stamp(result.site().clock().instant())));
      case "promote" -> result.goBack(branches, branches.named(result.name()).point());
      case "delete" -> delete(result, branches, result.name());
      default -> throw result.unknown(VERBS);
    };
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
      Created made = create(result, branches, plan, talk);
      RestorePoint point = made.branch().point();
      result.tell(
          "branch %s of database %s is there: database %s, %s, verified%n  nobody could connect for %s; %s ended%n  to go back to it:    ebb %s%n"
              .formatted(
                  point.reference(),
                  result.site().database(),
                  made.branch().database(),
                  KeptText.size(point.bytes()),
                  Amount.of(made.pause()),
                  Amount.were(made.sessionsEnded(), "session"),
                  result.site().command("branch promote " + point.reference())));
      return result.points(List.of(point)).emit();
    }
  }

  private static Created create(Result result, LocalBranches branches, Plan plan, StageTalk talk) {
    Visitors visitors = Manners.visitors(result.call());
    return result
        .clerk()
        .entered(
            List.of("branch create " + plan.name() + ": database " + plan.database()),
            () -> branches.create(plan, Origin.ASKED, visitors, talk));
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
    result.clerk().settle();
    result
        .clerk()
        .entered(
            List.of("branch delete " + name + ": database " + branch.database()),
            () -> {
              branches.delete(branch, Manners.visitors(call));
              return true;
            });
    result.tell("deleted " + what + "\n");
    return result.emit();
  }
}
