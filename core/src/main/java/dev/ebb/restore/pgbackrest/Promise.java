package dev.ebb.restore.pgbackrest;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Contents;
import dev.ebb.restore.Estimate;
import dev.ebb.restore.Forfeit;
import dev.ebb.restore.Offer;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.pitr.Moment;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.swap.ContentsReader;
import dev.ebb.restore.swap.Databases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what going back to a moment would need, cost and lose. */
final class Promise {
  /** Of a usual disk and processor, with one process: pgBackRest's own default. */
  private static final long RESTORED_A_SECOND = 60L << 20;

  private static final long REPLAYED_A_SECOND = 30L << 20;
  private static final Duration START = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Scene scene;
  private final Archive archive;
  private final Moments moments;

  Promise(Scene scene, Archive archive, Moments moments) {
    this.scene = scene;
    this.archive = archive;
    this.moments = moments;
  }

  Offer of(Moment moment, String command) {
    RestorePoint point = moments.point(moment);
    List<Condition> conditions =
        new ArrayList<>(new Conditions(scene, archive).ofTheArchive(false));
    Estimate estimate = new Estimate(Duration.ZERO, Duration.ZERO, 0);
    if (conditions.stream().noneMatch(Condition.Unmet.class::isInstance)) {
      try {
        Target target = moments.resolve(moment);
        Optional<Backup> backup = moments.backup(target);
        conditions.add(reachable(target, backup));
        if (backup.isPresent()) {
          estimate = estimate(backup.get(), target);
          conditions.add(new Conditions(scene, archive).room(estimate.disk()));
          conditions.add(new Conditions(scene, archive).followers());
        }
      } catch (Fault fault) {
        conditions.add(Conditions.unmet("the moment can be had", fault));
      }
    }
    List<Forfeit> forfeits = forfeits(point, conditions);
    return new Offer(
        point,
        conditions,
        estimate,
        forfeits,
        scene.site().command(command),
        "what serves now is kept in a data directory of its own, and can be put back");
  }

  private Condition reachable(Target target, Optional<Backup> backup) {
    String what = "a backup that ended before that moment";
    Instant now = scene.site().clock().instant();
    Instant at = target.at();
    if (at != null && at.isAfter(now.plusSeconds(60))) {
      return new Condition.Unmet(
          "a moment that has been",
          target.moment().words() + " is in the future",
          "choose another");
    }
    return backup.isPresent()
        ? new Condition.Met(what + ": " + backup.get().label())
        : new Condition.Unmet(
            what,
            archive.stanza().backups().isEmpty()
                ? "there is no backup at all"
                : "the oldest backup, "
                    + archive.stanza().backups().getFirst().label()
                    + ", ended at "
                    + archive.stanza().backups().getFirst().stopped()
                    + ", or is of another history of the server",
            "have backups made before they are needed: pgbackrest --stanza="
                + archive.stanza().name()
                + " backup; choose a later moment");
  }

  private Estimate estimate(Backup backup, Target target) {
    Lsn end = target.lsn();
    if (end == null && archive.isDown()) {
      end = backup.stop();
    }
    if (end == null) {
      try (Session session = archive.open()) {
        String now = Databases.lsn(session);
        end = now == null ? backup.stop() : Lsn.parse(now);
      }
    }
    long log = Math.max(0, end.minus(backup.stop()));
    long seconds = backup.size() / RESTORED_A_SECOND + log / REPLAYED_A_SECOND;
    return new Estimate(START.plusSeconds(seconds), PAUSE, backup.size() + log);
  }

  private List<Forfeit> forfeits(RestorePoint point, List<Condition> conditions) {
    List<Forfeit> all = new ArrayList<>();
    all.add(new Forfeit.Writes(point.at()));
    if (archive.isDown()) {
      return all;
    }
    List<String> others = archive.cluster().databases();
    if (!others.isEmpty()) {
      all.add(new Forfeit.Neighbours(others));
    }
    try (Session session = archive.open()) {
      session.execute("SET lock_timeout = '2s'");
      Contents now = new ContentsReader(scene.site().tenants()).look(session);
      // the writes are the first of them
      all.addAll(Forfeit.of(point, now).stream().skip(1).toList());
    } catch (SqlFailure e) {
      // damaged, or held by somebody: just then it is wanted
      conditions.add(
          new Condition.Open("what would be lost can be told", "no: " + e.serverMessage()));
    }
    return all;
  }
}
