package dev.ebb.cli.restoring;

import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.render.KeptText;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Nearest;
import dev.ebb.restore.Condition;
import dev.ebb.restore.RestoreMethod.Visitors;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.restore.branch.Created;
import dev.ebb.restore.branch.LocalBranches;
import dev.ebb.restore.branch.Plan;
import dev.ebb.restore.snapshot.Snapshot;
import dev.ebb.restore.snapshot.Snapshots;
import dev.ebb.restore.swap.Making;
import dev.ebb.restore.swap.Site;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes a restore point before migrations run, if the call asks for one; of each database one, and
 * nothing runs if it cannot be had. Confined to one thread.
 */
public final class Precaution {
  private static final List<String> WORDS = List.of("auto", "branch", "snapshot", "none");

  private final Invocation call;
  private final String word;
  private final Set<String> done = new HashSet<>();

  /**
   * What a call asks for.
   *
   * @throws Fault USAGE if it asks for something else
   */
  public Precaution(Invocation call) {
    this.call = call;
    this.word = call.arguments().value(RunFlags.RESTORE_POINT).orElse("none");
    if (!WORDS.contains(word)) {
      throw Fault.of(
          FaultCode.USAGE,
          "--restore-point=" + word + " is unknown",
          Nearest.to(word, WORDS).map(near -> "did you mean " + near + "? ").orElse("")
              + "there are: "
              + String.join(", ", WORDS));
    }
  }

  /**
   * Takes one of a database, once.
   *
   * @throws Fault if there can be none; then nothing was changed
   */
  public Optional<RestorePoint> before(Site site) {
    String where = site.connector().settings().describe();
    if (word.equals("none") || !done.add(where)) {
      return Optional.empty();
    }
    return Optional.of(
        switch (word) {
          case "branch" -> branch(site);
          case "snapshot" -> snapshot(site);
          default -> cheapest(site);
        });
  }

  private static String name(Site site) {
    return "before_" + Making.stamp(site.clock().instant());
  }

  // A branch takes seconds and is promoted in less, but nobody may be in the database for it.
  private RestorePoint cheapest(Site site) {
    Plan plan = new LocalBranches(site).plan(name(site), Visitors.RESPECTED);
    List<Condition.Unmet> unmet =
        plan.conditions().stream()
            .filter(Condition.Unmet.class::isInstance)
            .map(Condition.Unmet.class::cast)
            .toList();
    if (unmet.isEmpty()) {
      try {
        return branch(site);
      } catch (Fault fault) {
        call.terminal().say("no branch is possible: " + fault.getMessage());
      }
    } else {
      call.terminal().say("no branch is possible now: " + unmet.getFirst().why());
    }
    return snapshot(site);
  }

  private RestorePoint branch(Site site) {
    LocalBranches branches = new LocalBranches(site);
    try (StageTalk talk = new StageTalk(call.terminal())) {
      Plan plan = branches.plan(name(site), Visitors.RESPECTED);
      Created made = branches.create(plan, Origin.BEFORE_RUN, Visitors.RESPECTED, talk);
      RestorePoint point = made.branch().point();
      tell(site, point, "branch promote ", Amount.of(made.pause()));
      return point;
    }
  }

  private RestorePoint snapshot(Site site) {
    Snapshots snapshots = SnapshotOptions.snapshots(call, site);
    try (StageTalk talk = new StageTalk(call.terminal())) {
      String name = site.database().replaceAll("[^A-Za-z0-9]", "_") + "-" + name(site);
      Snapshot made = snapshots.create(name, Origin.BEFORE_RUN, talk);
      tell(site, made.point(), "snapshot restore ", Amount.of(made.took()));
      return made.point();
    }
  }

  private void tell(Site site, RestorePoint point, String command, String took) {
    call.terminal()
        .say(
            "restore point of database "
                + site.database()
                + ": "
                + point.method().word()
                + " "
                + point.reference()
                + ", "
                + KeptText.size(point.bytes())
                + " in "
                + took
                + "; to go back to it: ebb "
                + site.command(command + point.reference()));
    call.terminal().flush();
  }
}
