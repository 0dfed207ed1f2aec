package dev.ebb.cli.restoring;

import dev.ebb.Ebb;
import dev.ebb.Proposal;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.render.KeptText;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Nearest;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Estimate;
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
import java.io.File;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a restore point before migrations run, of each database one. If somebody asked for it,
 * nothing runs without; in production, where nobody has to ask, it is taken if that is possible,
 * quick and sure to fit on the disk, and else it is said why not. Confined to one thread.
 */
public final class Precaution {
  private static final List<String> WORDS = List.of("auto", "branch", "pitr", "snapshot", "none");

  /** For so long nobody is kept from connecting who did not ask for it. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** For so long nobody waits for a dump who did not ask for it. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** A copy that fits on any server's disk, seen or unseen. */
  private static final long SMALL = 1L << 30;

  private final Invocation call;
  private final Optional<String> asked;
  private final Map<String, String> taken = new HashMap<>();

  /**
   * What a call asks for.
   *
   * @throws Fault USAGE if it asks for something else
   */
  public Precaution(Invocation call) {
    this.call = call;
    this.asked = RunFlags.restorePoint(call);
    if (asked.isPresent() && !WORDS.contains(asked.get())) {
      throw Fault.of(
          FaultCode.USAGE,
          "--restore-point=" + asked.get() + " is unknown",
          Nearest.to(asked.get(), WORDS).map(near -> "did you mean " + near + "? ").orElse("")
              + "there are: "
              + String.join(", ", WORDS));
    }
  }

  /**
   * Takes one of the database in which something is to run, once; has it entered into the audit of
   * what runs then.
   *
   * @throws Fault if somebody asked for one and there can be none; then nothing was changed
   */
  public void before(Ebb ebb, Proposal proposal) {
    if (asked.isEmpty() && proposal.blank()) {
      return;
    }
    Site site = ebb.site(proposal.schema().name());
    String point = taken.computeIfAbsent(site.connector().settings().describe(), _ -> taken(site));
    ebb.precededBy(proposal.schema().name(), point);
  }

  private String taken(Site site) {
    return switch (asked.orElse("")) {
      case "branch" -> words(branch(site, ""));
      case "snapshot" -> words(snapshot(site, ""));
      case "pitr" -> words(moment(site));
      case "auto" -> words(cheapest(site));
      default -> unasked(site);
    };
  }

  private static String words(RestorePoint point) {
    return point.method().word() + " " + point.reference();
  }

  private String unasked(Site site) {
    String why;
    try {
      Optional<RestorePoint> marked = marked(site);
      if (marked.isPresent()) {
        return words(marked.get());
      }
      Optional<String> noBranch = againstBranch(site);
      if (noBranch.isEmpty()) {
        return words(branch(site, ""));
      }
      Optional<String> noSnapshot = againstSnapshot(site);
      if (noSnapshot.isEmpty()) {
        return words(snapshot(site, " (no branch: " + noBranch.get() + ")"));
      }
      why = "no branch: " + noBranch.get() + "; no snapshot: " + noSnapshot.get();
    } catch (Fault | SqlFailure failure) {
      why = head(failure);
    }
    call.terminal()
        .warn(
            "note: no restore point of database "
                + site.database()
                + " was taken: "
                + why
                + ". It goes on without one, as nobody asked for it; --restore-point=auto insists on"
                + " one, =none asks for none");
    return "none: " + why;
  }

  private static String head(RuntimeException failure) {
    String text =
        switch (failure) {
          case Fault fault -> fault.problems().getFirst().what();
          case SqlFailure sql -> sql.serverMessage();
          default -> String.valueOf(failure.getMessage());
        };
    return text.lines().findFirst().orElse("").replaceAll(":$", "");
  }

  // Whatever nobody asked for must keep nobody out for long, nor fill a disk.
  private Optional<String> againstBranch(Site site) {
    Plan plan = new LocalBranches(site).plan(name(site), Visitors.RESPECTED);
    Optional<String> unmet = unmet(plan).map(u -> u.why().lines().findFirst().orElse(""));
    if (unmet.isPresent()) {
      return unmet.map(why -> why.replaceAll(":$", ""));
    }
    if (plan.estimate().pause().compareTo(PAUSE) > 0) {
      return Optional.of("nobody could connect for about " + Amount.of(plan.estimate().pause()));
    }
    boolean unseen = plan.conditions().stream().anyMatch(Condition.Open.class::isInstance);
    return unseen && plan.bytes() > SMALL
        ? Optional.of(
            KeptText.size(plan.bytes())
                + " would be copied, and how much room the server has cannot be seen")
        : Optional.empty();
  }

  private Optional<String> againstSnapshot(Site site) {
    Estimate estimate = SnapshotOptions.snapshots(call, site).plan(snapshotName(site));
    if (estimate.time().compareTo(PATIENCE) > 0) {
      return Optional.of("a dump would take about " + Amount.of(estimate.time()));
    }
    File folder = SnapshotOptions.root(call).toFile();
    while (folder.getParentFile() != null && !folder.exists()) {
      folder = folder.getParentFile();
    }
    return estimate.disk() > folder.getUsableSpace() / 2
        ? Optional.of("there is too little room in " + folder)
        : Optional.empty();
  }

  private static Optional<Condition.Unmet> unmet(Plan plan) {
    return plan.conditions().stream()
        .filter(Condition.Unmet.class::isInstance)
        .map(Condition.Unmet.class::cast)
        .findFirst();
  }

  private static String name(Site site) {
    return "before_" + Making.stamp(site.clock().instant());
  }

  private static String snapshotName(Site site) {
    return site.database().replaceAll("[^A-Za-z0-9]", "_") + "-" + name(site);
  }

  private RestorePoint moment(Site site) {
    RestorePoint point =
        new Marking(call, site, PitrOptions.open(call, site)).beforeRun(name(site));
    say(
        site,
        point,
        (point.lsn() == null ? "" : ", LSN " + point.lsn()),
        "pitr restore " + point.reference());
    return point;
  }

  // A name for a moment costs nothing, where the archive works.
  private Optional<RestorePoint> marked(Site site) {
    if (!PitrOptions.isConfigured(call)) {
      return Optional.empty();
    }
    try {
      return Optional.of(moment(site));
    } catch (Fault fault) {
      call.terminal().say("no point in time is possible: " + fault.getMessage());
      return Optional.empty();
    }
  }

  // A branch takes seconds and is promoted in less, but nobody may be in the database for it.
  private RestorePoint cheapest(Site site) {
    Optional<RestorePoint> marked = marked(site);
    if (marked.isPresent()) {
      return marked.get();
    }
    Optional<Condition.Unmet> unmet =
        unmet(new LocalBranches(site).plan(name(site), Visitors.RESPECTED));
    if (unmet.isEmpty()) {
      try {
        return branch(site, "");
      } catch (Fault fault) {
        call.terminal().say("no branch is possible: " + fault.getMessage());
      }
    } else {
      call.terminal().say("no branch is possible now: " + unmet.get().why());
    }
    return snapshot(site, "");
  }

  private RestorePoint branch(Site site, String note) {
    LocalBranches branches = new LocalBranches(site);
    try (StageTalk talk = talk()) {
      long begun = System.nanoTime();
      Plan plan = branches.plan(name(site), Visitors.RESPECTED);
      Created made = branches.create(plan, Origin.BEFORE_RUN, Visitors.RESPECTED, talk);
      RestorePoint point = made.branch().point();
      tell(site, point, "branch promote ", begun, note);
      return point;
    }
  }

  private RestorePoint snapshot(Site site, String note) {
    Snapshots snapshots = SnapshotOptions.snapshots(call, site);
    try (StageTalk talk = talk()) {
      long begun = System.nanoTime();
      Snapshot made = snapshots.create(snapshotName(site), Origin.BEFORE_RUN, talk);
      tell(site, made.point(), "snapshot restore ", begun, note);
      return made.point();
    }
  }

  private StageTalk talk() {
    return asked.isPresent() ? new StageTalk(call.terminal()) : StageTalk.brief(call.terminal());
  }

  private void tell(Site site, RestorePoint point, String command, long begun, String note) {
    String cost =
        ", "
            + KeptText.size(point.bytes())
            + " in "
            + Amount.of(Duration.ofNanos(System.nanoTime() - begun))
            + note;
    say(site, point, cost, command + point.reference());
  }

  private void say(Site site, RestorePoint point, String more, String command) {
    call.terminal()
        .say(
            "restore point of database "
                + site.database()
                + ": "
                + words(point)
                + more
                + "; to go back to it: ebb "
                + site.command(command));
    call.terminal().flush();
  }
}
