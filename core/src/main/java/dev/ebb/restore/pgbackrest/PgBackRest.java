package dev.ebb.restore.pgbackrest;

import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Contents;
import dev.ebb.restore.Memo;
import dev.ebb.restore.Method;
import dev.ebb.restore.Offer;
import dev.ebb.restore.RestoreMethod.Visitors;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.restore.pitr.Moment;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.PointInTime;
import dev.ebb.restore.pitr.Progress;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.pitr.SwitchStep;
import dev.ebb.restore.pitr.Switched;
import dev.ebb.restore.pitr.Window;
import dev.ebb.sql.Quote;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Points in time of a server of one's own. */
final class PgBackRest implements PointInTime {
  static final String KEY = "pgbackrest";

  private static final int LONGEST_NAME = 50;

  private final Scene scene;
  private final Archive archive;
  private final Moments moments;

  PgBackRest(Scene scene) {
    this.scene = scene;
    this.archive = new Archive(scene);
    this.moments = new Moments(scene, archive);
  }

  @Override
  public Method method() {
    return Method.POINT_IN_TIME;
  }

  @Override
  public String provider() {
    return KEY;
  }

  @Override
  public List<Condition> conditions() {
    return new Conditions(scene, archive).ofTheArchive(true);
  }

  @Override
  public Window window() {
    Instant now = now();
    List<Backup> backups =
        archive.stanza().backups().stream()
            .filter(moments.timeline(archive.cluster().timeline())::continues)
            .toList();
    Instant first = backups.isEmpty() ? null : backups.getFirst().stopped().plusSeconds(1);
    String more = backups.size() > 1 ? " and " + (backups.size() - 1) + " more" : "";
    return new Window(
        first,
        now,
        backups.isEmpty()
            ? "no backup of stanza " + archive.stanza().name()
            : "backup "
                + backups.getFirst().label()
                + more
                + " of stanza "
                + archive.stanza().name());
  }

  private Instant now() {
    if (archive.isDown()) {
      return scene.site().clock().instant();
    }
    try (Session session = archive.open()) {
      return session.queryOne(
          "SELECT pg_catalog.clock_timestamp() AS now", row -> row.instant("now"));
    }
  }

  @Override
  public List<RestorePoint> points() {
    return moments.points();
  }

  // The server stops at the first point of a name, and takes any number of the same.
  private static String unique(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_]", "_");
    return plain.substring(0, Math.min(LONGEST_NAME, plain.length()))
        + "_"
        + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  }

  @Override
  public RestorePoint mark(String name, Origin origin, @Nullable Contents contents) {
    String reference = unique(name);
    try (Session session = archive.open()) {
      RestorePoint point =
          session.queryOne(
              "SELECT pg_catalog.pg_create_restore_point("
                  + Quote.literal(reference)
                  + ")::text AS lsn, pg_catalog.clock_timestamp() AS at",
              row ->
                  new RestorePoint(
                      Method.POINT_IN_TIME,
                      reference,
                      origin,
                      row.instant("at"),
                      row.text("lsn"),
                      contents,
                      0,
                      null));
      long timeline =
          session.queryOne(
              "SELECT pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()) AS segment",
              row -> Timeline.of(row.text("segment")));
      moments.remember(point, timeline);
      return point;
    } catch (SqlFailure e) {
      throw Fault.of(
          e.isPermission() ? FaultCode.PERMISSION : FaultCode.SERVER,
          "no restore point could be made: " + e.serverMessage(),
          e.isPermission()
              ? "GRANT EXECUTE ON FUNCTION pg_create_restore_point(text), pg_switch_wal() TO "
                  + scene.site().connector().settings().user()
                  + "; nothing was changed"
              : "it needs wal_level=replica and a server that can be written to; nothing was"
                  + " changed",
          e);
    }
  }

  @Override
  public Offer offer(RestorePoint point) {
    return new Promise(scene, archive, moments)
        .of(
            new Moment.Named(point.reference()),
            "pitr restore " + point.reference() + " --switch=do");
  }

  @Override
  public Optional<Offer> offerAt(Instant moment) {
    return Optional.of(
        new Promise(scene, archive, moments)
            .of(new Moment.At(moment), "pitr restore --at=" + moment + " --switch=do"));
  }

  @Override
  public Offer offer(Moment moment) {
    String command =
        switch (moment) {
          case Moment.Named(String reference) -> "pitr restore " + reference;
          case Moment.At(Instant time) -> "pitr restore --at=" + time;
          case Moment.Lsn(String lsn) -> "pitr restore --lsn=" + lsn;
        };
    return new Promise(scene, archive, moments).of(moment, command);
  }

  @Override
  public Place begin(Moment moment, String name, Consumer<Progress> progress) {
    Offer offer = offer(moment);
    if (!offer.works()) {
      Condition.Unmet first = offer.unmet().getFirst();
      throw Fault.of(
          FaultCode.REFUSED,
          moment.words() + " cannot be had: " + first.why(),
          first.remedy() + "; nothing was changed");
    }
    Target target = moments.resolve(moment);
    Backup backup = moments.backup(target).orElseThrow();
    progress.accept(Progress.of("waiting until all that was written is in the archive"));
    archive.remember();
    archive.flush();
    Memo memo =
        Memo.empty()
            .with("backup", backup.label())
            .with("size", backup.size())
            .with("type", target.type())
            .with("target", target.value())
            .with("timeline", target.timeline().number())
            .with("lsn", offer.point().lsn());
    return yard().begin(moment, name, target.at(), memo);
  }

  private Yard yard() {
    return new Yard(scene, archive);
  }

  @Override
  public Place await(Place place, Consumer<Progress> progress) {
    return yard().await(place, progress);
  }

  @Override
  public List<Place> places() {
    return yard().places();
  }

  @Override
  public Connector connector(Place place) {
    return yard().connector(place);
  }

  @Override
  public Place verified(Place place) {
    return yard().write(place.with(Place.State.VERIFIED));
  }

  @Override
  public List<SwitchStep> steps(Place place) {
    return yard().steps(place);
  }

  @Override
  public List<Condition> switchConditions(Place place, Visitors visitors) {
    return new Conditions(scene, archive).ofTheSwitch(place, visitors);
  }

  @Override
  public Switched switchOver(Place place, Visitors visitors, Consumer<Progress> progress) {
    for (Condition condition : switchConditions(place, visitors)) {
      if (condition instanceof Condition.Unmet(String _, String why, String remedy)) {
        throw Fault.of(FaultCode.REFUSED, why, remedy + "; the old server serves as before");
      }
    }
    long begun = System.nanoTime();
    Place done = yard().switchOver(place, progress);
    Duration pause = Duration.ofNanos(System.nanoTime() - begun);
    archive.refresh();
    String kept = done.memo().value("kept").orElse("?");
    return new Switched(
        "the server in " + archive.data() + ", port " + archive.cluster().port(),
        kept,
        pause,
        "have a full backup made soon: pgbackrest --stanza="
            + archive.stanza().name()
            + " --type=full backup");
  }

  @Override
  public void remove(Place place) {
    yard().remove(place);
  }
}
