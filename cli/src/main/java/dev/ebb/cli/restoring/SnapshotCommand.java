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
import dev.ebb.restore.Estimate;
import dev.ebb.restore.Mismatch;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.restore.snapshot.Returned;
import dev.ebb.restore.snapshot.Snapshot;
import dev.ebb.restore.snapshot.Snapshots;
import dev.ebb.restore.snapshot.Wanted;
import dev.ebb.restore.swap.Making;
import dev.ebb.restore.swap.Site;
import java.time.Duration;
import java.util.List;

/** {@code snapshot}: dumps of a database in files, verified, and restored in its place. */
public final class SnapshotCommand implements Command {
  private static final List<String> VERBS =
      List.of("list", "create", "verify", "restore", "delete");

  /** For one call. */
  public SnapshotCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("snapshot", "dumps of a database in files, verified, and put in its place")
        .operands("list|create|verify|restore|delete [NAME]", 0, 2)
        .options(SchemaChoice.ONE)
        .options(SnapshotOptions.ALL)
        .options(Manners.END_SESSIONS, Manners.CHANGED, RunFlags.DRY_RUN)
        .note(
            "create runs this machine's pg_dump, several tables at once and compressed, and writes"
                + " down what has to be in a database that is restored from it: ledgers, a"
                + " fingerprint of all objects, rows of every table, the roles that are needed. It"
                + " gives way: as soon as somebody waits for the dump, it is given up and tried"
                + " again.")
        .note(
            "verify restores it into a scratch database and looks. restore does the same, and has"
                + " the result take the place of the database, which stays as a branch; nothing of"
                + " it is touched before. With --table only rows of that table come back that are"
                + " gone, and with --column values that are gone; what was written since stays.")
        .note(
            "delete with --keep or --older-than removes old ones, and only if the newest is"
                + " verified. restore and delete ask first: without a terminal they need --yes.")
        .examples(
            "snapshot create before_v5 --db=frontend",
            "snapshot create nightly --encrypt=gpg:backup@example.com",
            "snapshot verify before_v5 --db=frontend",
            "snapshot restore before_v5 --db=frontend --end-sessions --yes",
            "snapshot restore before_v5 --db=frontend --table=public.users --yes",
            "snapshot restore before_v5 --table=users --column=email --yes",
            "snapshot delete --keep=7 --yes");
  }

  @Override
  public ExitStatus run(Invocation call) {
    Result result = new Result(call, "snapshot");
    Snapshots snapshots = SnapshotOptions.snapshots(call, result.site());
    return switch (result.verb()) {
      case "list" -> list(result, snapshots);
      case "create" -> create(result, snapshots, result.name(() -> ofToday(result.site())));
      case "verify" -> verify(result, snapshots, result.name());
      case "restore" -> restore(result, snapshots, result.name());
      case "delete" -> delete(result, snapshots);
      default -> throw result.unknown(VERBS);
    };
  }

  private static String ofToday(Site site) {
    return site.database().replaceAll("[^A-Za-z0-9]", "_")
        + "-"
        + Making.stamp(site.clock().instant());
  }

  private static ExitStatus list(Result result, Snapshots snapshots) {
    List<RestorePoint> points = snapshots.points();
    if (result.json()) {
      return result.points(points).emit();
    }
    result.out(
        "database "
            + result.site().database()
            + (points.isEmpty()
                ? " has no snapshots in " + SnapshotOptions.root(result.call())
                : ", " + Amount.of(points.size(), "snapshot") + ":"));
    for (RestorePoint point : points) {
      result.out(
          PointText.line(point) + (point.verifiedAt() == null ? "; never verified" : "; verified"));
    }
    return ExitStatus.DONE;
  }

  private static ExitStatus create(Result result, Snapshots snapshots, String name) {
    Invocation call = result.call();
    Estimate estimate = snapshots.plan(name);
    result.estimate(estimate);
    if (result.dryRun()) {
      result.tell(
          "would dump database %s to %s: %s%n"
              .formatted(
                  result.site().database(),
                  SnapshotOptions.root(call).resolve(name),
                  PointText.estimate(estimate)));
      return result.emit();
    }
    try (StageTalk talk = new StageTalk(call.terminal())) {
      Snapshot made =
          result
              .clerk()
              .entered(
                  List.of("snapshot create " + name + " in " + SnapshotOptions.root(call)),
                  () -> snapshots.create(name, Origin.ASKED, talk));
      result.tell(
          "snapshot %s of database %s is there: %s, %s in %s%n  to see whether it can be restored:  ebb %s%n  to go back to it:                 ebb %s%n"
              .formatted(
                  name,
                  result.site().database(),
                  made.folder(),
                  KeptText.size(made.point().bytes()),
                  Amount.of(made.took()),
                  result.site().command("snapshot verify " + name),
                  result.site().command("snapshot restore " + name)));
      return result.points(List.of(made.point())).emit();
    }
  }

  private static ExitStatus verify(Result result, Snapshots snapshots, String name) {
    Snapshot snapshot = snapshots.named(name);
    try (StageTalk talk = new StageTalk(result.call().terminal())) {
      long begun = System.nanoTime();
      List<Mismatch> mismatches = snapshots.verify(snapshot, talk);
      result.points(List.of(snapshots.named(name).point())).mismatches(mismatches);
      String took = Amount.of(Duration.ofNanos(System.nanoTime() - begun));
      result.tell(
          mismatches.isEmpty()
              ? "snapshot " + name + " can be restored, and has all that it should: " + took + "\n"
              : "snapshot "
                  + name
                  + " is not what was recorded:\n"
                  + PointText.mismatches(mismatches));
      return result.emit();
    }
  }

  private static ExitStatus restore(Result result, Snapshots snapshots, String name) {
    Snapshot snapshot = snapshots.named(name);
    result.points(List.of(snapshot.point()));
    return SnapshotOptions.wanted(result.call())
        .map(wanted -> bringBack(result, snapshots, snapshot, wanted))
        .orElseGet(() -> result.goBack(snapshots, snapshot.point()));
  }

  private static ExitStatus bringBack(
      Result result, Snapshots snapshots, Snapshot snapshot, Wanted wanted) {
    Invocation call = result.call();
    String what =
        (wanted.columns().isEmpty()
                ? "rows of table " + wanted.title() + " that are gone"
                : "values of "
                    + wanted.columns()
                    + " of table "
                    + wanted.title()
                    + (wanted.overwrite() ? ", also where others are now" : " that are gone"))
            + ", from snapshot "
            + snapshot.point().reference();
    if (result.dryRun()) {
      result.tell("would bring back " + what + "\n");
      return result.emit();
    }
    Consent.ask(call, "To be brought back: " + what, "Bring them back?");
    try (StageTalk talk = new StageTalk(call.terminal())) {
      Returned returned =
          result
              .clerk()
              .entered(
                  List.of("snapshot restore: " + what),
                  () -> snapshots.bringBack(snapshot, wanted, talk));
      result.tell(
          "table %s: %s came back, %s changed%s; the snapshot has %d%n"
              .formatted(
                  wanted.title(),
                  Amount.of(returned.returned(), "row"),
                  Amount.were(returned.changed(), "row"),
                  returned.left() == 0
                      ? ""
                      : ", "
                          + Amount.of(returned.left(), "row")
                          + " stayed away, because others have their keys now",
                  returned.inSnapshot()));
      return result.returned(wanted.title(), returned).emit();
    }
  }

  private static ExitStatus delete(Result result, Snapshots snapshots) {
    List<Snapshot> chosen =
        result.isNamed()
            ? List.of(snapshots.named(result.name()))
            : SnapshotOptions.expired(result.call(), snapshots.snapshots());
    if (!result.isNamed() && !chosen.isEmpty()) {
      // verified once, and maybe spoilt since: it is what is left then
      Snapshots.check(snapshots.snapshots().getFirst());
    }
    result.points(chosen.stream().map(Snapshot::point).toList());
    if (chosen.isEmpty()) {
      result.tell("no snapshot is that old\n");
      return result.emit();
    }
    StringBuilder list = new StringBuilder();
    chosen.forEach(s -> list.append(PointText.line(s.point())).append('\n'));
    if (result.dryRun()) {
      result.tell("would delete for good:\n" + list);
      return result.emit();
    }
    Consent.ask(
        result.call(),
        "To be deleted for good:\n" + list,
        "Delete " + Amount.of(chosen.size(), "snapshot") + "?");
    result
        .clerk()
        .entered(
            chosen.stream().map(s -> "snapshot delete " + s.point().reference()).toList(),
            () -> {
              chosen.forEach(snapshots::delete);
              return true;
            });
    result.tell("deleted:\n" + list);
    return result.emit();
  }
}
