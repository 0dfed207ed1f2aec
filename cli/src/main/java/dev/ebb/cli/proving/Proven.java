package dev.ebb.cli.proving;

import dev.ebb.dump.Fit;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.proof.Proof;
import dev.ebb.proof.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What was found out about one schema.
 *
 * @param proofs in the order of the chain
 * @param baseline what is borne
 * @param elapsed how long all took
 * @param written files that got a derived down
 * @param left derived downs that were to be written and were not
 * @param storedOtherwise applied migrations whose down in the database is not the project's
 * @param data how the tables of a dump fitted; empty if none was given
 */
record Proven(
    SchemaName schema,
    List<Proof> proofs,
    Baseline baseline,
    Duration elapsed,
    List<String> written,
    List<Left> left,
    List<MigrationId> storedOtherwise,
    List<Fit> data) {
  Proven {
    proofs = List.copyOf(proofs);
    written = List.copyOf(written);
    left = List.copyOf(left);
    storedOtherwise = List.copyOf(storedOtherwise);
    data = List.copyOf(data);
  }

  /** A down that was not written. */
  record Left(String file, String why) {}

  /** The same, with what was found in the database. */
  Proven storedOtherwise(List<MigrationId> ids) {
    return new Proven(schema, proofs, baseline, elapsed, written, left, ids, data);
  }

  /** The same, with how the tables of a dump fitted. */
  Proven on(List<Fit> fits) {
    return new Proven(schema, proofs, baseline, elapsed, written, left, storedOtherwise, fits);
  }

  Optional<String> borne(Proof proof) {
    return baseline.reason(schema, proof);
  }

  /** Whether a way back is none, nobody said that this is borne, and it was not mended either. */
  boolean fails(Proof proof) {
    return proof.verdict() instanceof Verdict.Disproven
        && borne(proof).isEmpty()
        && !written.contains(proof.migration().down().file());
  }

  boolean fails() {
    return proofs.stream().anyMatch(this::fails);
  }

  long count(Class<? extends Verdict> verdict) {
    return proofs.stream().filter(proof -> verdict.isInstance(proof.verdict())).count();
  }
}
