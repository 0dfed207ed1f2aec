package dev.ebb.cli.restoring;

import dev.ebb.cli.invocation.Invocation;
import dev.ebb.db.Session;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Contents;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.restore.pitr.PointInTime;
import dev.ebb.restore.swap.ContentsReader;
import dev.ebb.restore.swap.Site;
import java.util.List;

/**
 * Marks the present moment, with what is in the database just then, and enters it into the audit.
 */
final class Marking {
  private static final String STATE = "SELECT pg_catalog.txid_current_snapshot()::text AS state";

  private final Invocation call;
  private final Site site;
  private final PointInTime points;

  Marking(Invocation call, Site site, PointInTime points) {
    this.call = call;
    this.site = site;
    this.points = points;
  }

  /** Marks it. */
  RestorePoint take(String name, Origin origin) {
    boolean counts =
        call.arguments().syntax().options().contains(PitrOptions.COUNT)
            && call.arguments().isSet(PitrOptions.COUNT);
    RestorePoint point = counts ? counted(name, origin) : looked(name, origin);
    call.ebb(EventSink.NONE)
        .enter(
            site.schema(),
            List.of(
                "marked restore point "
                    + point.reference()
                    + " at "
                    + point.at()
                    + ", LSN "
                    + point.lsn()));
    return point;
  }

  private RestorePoint looked(String name, Origin origin) {
    Contents contents;
    try (Session session = site.connector().open()) {
      contents = new ContentsReader(site.tenants()).look(session);
    }
    return points.mark(name, origin, contents);
  }

  // Numbers of rows are those of the moment only if nobody changed anything meanwhile.
  private RestorePoint counted(String name, Origin origin) {
    try (Session session = site.connector().open()) {
      String before = session.queryOne(STATE, row -> row.text("state"));
      Contents contents = new ContentsReader(site.tenants()).count(session);
      String after = session.queryOne(STATE, row -> row.text("state"));
      if (!before.equals(after)) {
        throw Fault.of(
            FaultCode.BUSY,
            "others wrote while rows were counted, so their numbers are not those of one moment",
            "leave --count out, or run it when nobody writes; nothing was marked");
      }
      return points.mark(name, origin, contents);
    }
  }

  /**
   * Marks it for whoever asked for that before a run.
   *
   * @throws Fault if the archive cannot be relied on
   */
  RestorePoint beforeRun(String name) {
    RestorePoint point = take(name, Origin.BEFORE_RUN);
    // after the mark, so that the segment with the mark is what has to arrive
    for (Condition condition : points.conditions()) {
      if (condition instanceof Condition.Unmet(String _, String why, String remedy)) {
        throw Fault.of(
            FaultCode.REFUSED,
            "restore point " + point.reference() + " cannot be relied on: " + why,
            remedy + "; nothing was changed");
      }
    }
    return point;
  }
}
