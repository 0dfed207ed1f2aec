package dev.ebb.cloud.service;

import dev.ebb.db.Session;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Nearest;
import dev.ebb.fault.Problem;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Contents;
import dev.ebb.restore.Forfeit;
import dev.ebb.restore.Memo;
import dev.ebb.restore.Method;
import dev.ebb.restore.Offer;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.restore.pitr.Moment;
import dev.ebb.restore.pitr.PointNotes;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.pitr.Window;
import dev.ebb.restore.swap.Databases;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Moments that were marked or are asked for, held against what can be had. */
final class Moments {
  private final PointNotes notes;
  private final Backend backend;

  Moments(PointNotes notes, Backend backend) {
    this.notes = notes;
    this.backend = backend;
  }

  List<RestorePoint> points() {
    List<RestorePoint> all = new ArrayList<>();
    notes.all().forEach(noted -> all.add(noted.point()));
    all.addAll(backend.backups());
    return all;
  }

  /** Time and place in the log as the server has them; the provider's history goes by its clock. */
  RestorePoint mark(Scene scene, String name, Origin origin, @Nullable Contents contents) {
    Instant at;
    @Nullable String lsn;
    try (Session session = scene.site().connector().open()) {
      lsn = Databases.lsn(session);
      at =
          session
              .query("SELECT pg_catalog.clock_timestamp() AS now", row -> row.instant("now"))
              .getFirst();
    }
    String stamp =
        at.truncatedTo(ChronoUnit.SECONDS)
            .toString()
            .replaceAll("[-:Z]", "")
            .toLowerCase(Locale.ROOT);
    RestorePoint point =
        new RestorePoint(
            Method.POINT_IN_TIME, name + "_" + stamp, origin, at, lsn, contents, 0, null);
    notes.write(point, Memo.empty());
    return point;
  }

  Wanted resolve(Moment moment) {
    return switch (moment) {
      case Moment.At(Instant time) -> new Wanted(time, null, null, time.toString());
      case Moment.Lsn(String lsn) -> new Wanted(null, lsn, null, "LSN " + lsn);
      case Moment.Named(String reference) -> {
        RestorePoint point = point(reference);
        boolean theirs = notes.named(reference).isEmpty();
        yield new Wanted(
            point.at(),
            point.lsn(),
            theirs ? reference : null,
            (theirs ? "backup " : "restore point ") + reference + " of " + point.at());
      }
    };
  }

  private RestorePoint point(String reference) {
    List<RestorePoint> all = points();
    return all.stream()
        .filter(point -> point.reference().equals(reference))
        .findFirst()
        .orElseThrow(() -> {
          List<String> names = all.stream().map(RestorePoint::reference).toList();
          return Fault.of(
              FaultCode.UNKNOWN_NAME,
              backend.subject() + " has no restore point \"" + reference + "\"",
              Nearest.to(reference, names).map(near -> "did you mean " + near + "? ").orElse("")
                  + (names.isEmpty()
                      ? "there is none; a time can be named instead: --at=2026-01-31T03:00:00Z"
                      : "there are: " + String.join(", ", names)));
        });
  }

  Offer offer(Scene scene, Moment moment) {
    Wanted wanted = resolve(moment);
    Instant now = scene.site().clock().instant();
    RestorePoint point =
        moment instanceof Moment.Named(String reference)
            ? point(reference)
            : new RestorePoint(
                Method.POINT_IN_TIME,
                wanted.words(),
                Origin.ASKED,
                wanted.at() == null ? now : wanted.at(),
                wanted.lsn(),
                null,
                0,
                null);
    List<Forfeit> forfeits = new ArrayList<>();
    forfeits.add(new Forfeit.Writes(point.at()));
    forfeits.addAll(backend.others());
    return new Offer(
        point, conditions(wanted), backend.estimate(), forfeits, command(moment), backend.undo());
  }

  private static String command(Moment moment) {
    return switch (moment) {
      case Moment.At(Instant time) -> "pitr restore --at=" + time;
      case Moment.Lsn(String lsn) -> "pitr restore --lsn=" + lsn;
      case Moment.Named(String reference) -> "pitr restore " + reference;
    };
  }

  /** What has to be so for that moment, as found now. */
  private List<Condition> conditions(Wanted wanted) {
    List<Condition> all = new ArrayList<>(backend.needs(wanted));
    Instant at = wanted.at();
    if (at != null && wanted.backup() == null) {
      all.add(inWindow(at, backend.window()));
    }
    return all;
  }

  private Condition inWindow(Instant at, Window window) {
    String what = at + " is in the history of " + backend.subject();
    Instant earliest = window.earliest();
    if (earliest == null) {
      return new Condition.Unmet(
          what,
          "there is no history: " + window.source(),
          "switch backups or history on at " + backend.title() + "; it begins from then on");
    }
    if (window.has(at)) {
      return new Condition.Met(what);
    }
    return new Condition.Unmet(
        what,
        "it reaches from " + earliest + " to " + window.latest() + " (" + window.source() + ")",
        at.isAfter(window.latest())
            ? "take an earlier moment, or wait: the end moves on by itself"
            : "take a later moment, or a snapshot ('ebb snapshot list')");
  }

  /** Refuses before anything is ordered. */
  void refuseUnmet(Wanted wanted) {
    List<Condition.Unmet> unmet = new ArrayList<>();
    for (Condition condition : conditions(wanted)) {
      if (condition instanceof Condition.Unmet one) {
        unmet.add(one);
      }
    }
    if (!unmet.isEmpty()) {
      throw refused(unmet, "nothing was ordered or changed");
    }
  }

  static Fault refused(List<Condition.Unmet> unmet, String state) {
    return new Fault(
        unmet.stream()
            .map(one ->
                Problem.of(
                    FaultCode.REFUSED,
                    "it must be so that " + one.what() + ", and it is not: " + one.why(),
                    one.remedy() + "; " + state))
            .toList());
  }
}
