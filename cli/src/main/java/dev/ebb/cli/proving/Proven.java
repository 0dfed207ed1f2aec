package dev.ebb.cli.proving;

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
 */
record Proven(SchemaName schema, List<Proof> proofs, Baseline baseline, Duration elapsed) {
  Proven {
    proofs = List.copyOf(proofs);
  }

  Optional<String> borne(Proof proof) {
    return baseline.reason(schema, proof);
  }

  /** Whether a way back is none, and nobody said that this is borne. */
  boolean fails(Proof proof) {
    return proof.verdict() instanceof Verdict.Disproven && borne(proof).isEmpty();
  }

  boolean fails() {
    return proofs.stream().anyMatch(this::fails);
  }

  long count(Class<? extends Verdict> verdict) {
    return proofs.stream().filter(proof -> verdict.isInstance(proof.verdict())).count();
  }
}
