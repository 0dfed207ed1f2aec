package dev.ebb.attest;

import dev.ebb.fault.Problem;
import dev.ebb.release.Releases;
import java.util.List;

/**
 * What came of replaying releases.
 *
 * @param major the major version of the server on which they were replayed
 * @param releases the same releases, with records of what had none; what was recorded before is as
 *     it was
 * @param compared how many releases of a schema were held against a record
 * @param recorded how many had none
 * @param deviations where a release gives something else than was recorded, the oldest first
 * @param problems migrations that cannot be applied; from such a release on nothing is known of its
 *     schema
 * @param remarks in what the shadow is not what one may take it for
 */
public record Attestation(
    int major,
    Releases releases,
    int compared,
    int recorded,
    List<Deviation> deviations,
    List<Problem> problems,
    List<String> remarks) {
  public Attestation {
    deviations = List.copyOf(deviations);
    problems = List.copyOf(problems);
    remarks = List.copyOf(remarks);
  }

  /** Whether every release could be replayed, and gives what was recorded of it. */
  public boolean isTrue() {
    return deviations.isEmpty() && problems.isEmpty();
  }
}
