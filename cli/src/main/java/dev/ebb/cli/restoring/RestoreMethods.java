package dev.ebb.cli.restoring;

import dev.ebb.cli.invocation.Invocation;
import dev.ebb.fault.Fault;
import dev.ebb.restore.Method;
import dev.ebb.restore.Offer;
import dev.ebb.restore.Offering;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.branch.LocalBranches;
import dev.ebb.restore.swap.Site;
import java.util.ArrayList;
import java.util.List;

/** All ways to an earlier state of a database that a call can use, where it looks for them. */
public final class RestoreMethods {
  private RestoreMethods() {}

  /** Contacts nobody. Who cannot even be opened says so when he is asked. */
  public static List<Offering> of(Invocation call, Site site) {
    List<Offering> all =
        new ArrayList<>(List.of(new LocalBranches(site), SnapshotOptions.snapshots(call, site)));
    if (PitrOptions.isLikely(call)) {
      all.add(moments(call, site));
    }
    return all;
  }

  private static Offering moments(Invocation call, Site site) {
    try {
      return PitrOptions.open(call, site);
    } catch (Fault fault) {
      return new Closed(PitrOptions.named(call, site), fault);
    }
  }

  /**
   * Somebody who goes back to moments, and lacks something for it.
   *
   * @param source who
   * @param fault what is missing
   */
  private record Closed(String source, Fault fault) implements Offering {
    @Override
    public Method method() {
      return Method.POINT_IN_TIME;
    }

    @Override
    public List<RestorePoint> points() {
      throw fault;
    }

    @Override
    public Offer offer(RestorePoint point) {
      throw fault;
    }
  }
}
