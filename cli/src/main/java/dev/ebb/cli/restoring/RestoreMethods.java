package dev.ebb.cli.restoring;

import dev.ebb.cli.invocation.Invocation;
import dev.ebb.restore.RestoreMethod;
import dev.ebb.restore.branch.LocalBranches;
import dev.ebb.restore.swap.Site;
import java.util.List;

/** All ways to an earlier state of a database that a call can use, where it looks for them. */
public final class RestoreMethods {
  private RestoreMethods() {}

  /** Contacts nobody. */
  public static List<RestoreMethod> of(Invocation call, Site site) {
    return List.of(new LocalBranches(site), SnapshotOptions.snapshots(call, site));
  }
}
