package dev.ebb.restore.remote;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.pitr.Provider;
import dev.ebb.restore.pitr.Scene;

/** A provider of points in time that has branches, too. Thread-safe. */
public interface BranchProvider extends Provider {
  /** The branches of one server. Contacts nobody. */
  RemoteBranches branches(Scene scene);

  /**
   * A provider as one that has branches.
   *
   * @throws Fault USAGE if it has none
   */
  static BranchProvider of(Provider provider) {
    if (provider instanceof BranchProvider branches) {
      return branches;
    }
    throw Fault.of(
        FaultCode.USAGE,
        provider.title() + " has no branches",
        "it has points in time: ebb pitr list --provider="
            + provider.key()
            + "; branches on the same server need no provider: ebb branch list");
  }
}
