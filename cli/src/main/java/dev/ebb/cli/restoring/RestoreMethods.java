package dev.ebb.cli.restoring;

import dev.ebb.cli.invocation.Invocation;
import dev.ebb.restore.Offering;
import dev.ebb.restore.branch.LocalBranches;
import dev.ebb.restore.swap.Site;
import java.util.ArrayList;
import java.util.List;

/** All ways to an earlier state of a database that a call can use, where it looks for them. */
public final class RestoreMethods {
  private RestoreMethods() {}

  /** Contacts nobody. */
  public static List<Offering> of(Invocation call, Site site) {
    List<Offering> all =
        new ArrayList<>(List.of(new LocalBranches(site), SnapshotOptions.snapshots(call, site)));
    if (PitrOptions.isLikely(call)) {
      all.add(PitrOptions.open(call, site));
    }
    return all;
  }
}
