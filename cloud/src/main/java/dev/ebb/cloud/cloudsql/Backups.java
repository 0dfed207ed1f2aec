package dev.ebb.cloud.cloudsql;

import dev.ebb.cloud.wire.Tree;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Method;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Backups of Cloud SQL's own. They are restored over an instance, and all that is in it is gone: so
 * only over one that somebody named, and only while what is in it is in a fresh backup itself.
 */
final class Backups {
  private static final String PREFIX = "backup-";
  private static final Duration FRESH = Duration.ofHours(1);

  private final Scene scene;
  private final SqlAdmin admin;
  private final String instance;

  Backups(Scene scene, SqlAdmin admin, String instance) {
    this.scene = scene;
    this.admin = admin;
    this.instance = instance;
  }

  /** Whether a reference means one of these. */
  static boolean isOne(String reference) {
    return reference.matches(PREFIX + "[0-9]+");
  }

  List<RestorePoint> points() {
    List<RestorePoint> points = new ArrayList<>();
    for (Tree backup : admin.backups(instance)) {
      Optional<Instant> at = backup.time("endTime");
      if (at.isPresent() && isGood(backup)) {
        points.add(
            new RestorePoint(
                Method.POINT_IN_TIME,
                PREFIX + backup.text("id").orElse("0"),
                Origin.ASKED,
                backup.time("startTime").orElse(at.get()),
                null,
                null,
                0,
                null));
      }
    }
    return points;
  }

  private static boolean isGood(Tree backup) {
    return backup.text("status").orElse("").equals("SUCCESSFUL");
  }

  /** The instance that is to be overwritten. */
  String target() {
    return scene
        .setting(CloudSqlProvider.OVERWRITE)
        .orElseThrow(() ->
            Fault.of(
                FaultCode.REFUSED,
                "Cloud SQL restores a backup over an instance only, and ALL that is in that is GONE"
                    + " then; none is named",
                remedy()));
  }

  private String remedy() {
    return "make an empty instance for it and name that: --setting="
        + CloudSqlProvider.OVERWRITE
        + "=NAME; or have a new instance of a moment: ebb "
        + scene.site().command("pitr restore --at=TIME")
        + " --provider=cloudsql. Nothing was changed";
  }

  List<Condition> needs() {
    String what = "somebody named the instance that is overwritten";
    Optional<String> target = scene.setting(CloudSqlProvider.OVERWRITE);
    if (target.isEmpty()) {
      return List.of(
          new Condition.Unmet(
              what,
              "Cloud SQL restores a backup over an instance only, and ALL that is in that is GONE then",
              remedy()));
    }
    String name = target.get();
    return List.of(
        new Condition.Met(what + ": " + name),
        new Condition.Open(
            "ALL that is in instance " + name + " may go",
            (name.equals(instance) ? "it is THE ONE THAT SERVES; " : "")
                + "nobody can work in it meanwhile, and only its own backups bring that back"),
        saved(name));
  }

  private Condition saved(String name) {
    String what = "what is in instance " + name + " now is in a backup of the last hour";
    Instant since = scene.site().clock().instant().minus(FRESH);
    boolean fresh =
        admin.backups(name).stream()
            .filter(Backups::isGood)
            .anyMatch(b -> b.time("endTime").filter(end -> end.isAfter(since)).isPresent());
    return fresh
        ? new Condition.Met(what)
        : new Condition.Unmet(
            what, "its newest is older", "gcloud sql backups create --instance=" + name);
  }

  /** Whether it was ordered since a place was begun, whoever did. */
  boolean isOrdered(Place place) {
    return admin.operations(target()).stream()
        .filter(operation -> operation.text("operationType").orElse("").equals("RESTORE_VOLUME"))
        .anyMatch(operation ->
            operation.time("insertTime").filter(time -> !time.isBefore(place.begun())).isPresent());
  }

  void restore(String reference, Place place) {
    if (!isOrdered(place)) {
      admin.restoreOver(target(), instance, reference.substring(PREFIX.length()));
    }
  }
}
