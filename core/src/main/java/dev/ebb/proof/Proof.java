package dev.ebb.proof;

import dev.ebb.graph.Migration;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What was found out about one migration's way back. Immutable.
 *
 * @param migration the migration
 * @param verdict the upshot
 * @param notes what was noticed besides
 * @param derived a computed down, where the written one is missing or wrong
 * @param elapsed how long it took
 */
public record Proof(
    Migration migration,
    Verdict verdict,
    List<Note> notes,
    Optional<Derived> derived,
    Duration elapsed) {
  /** Defends itself against later changes of its parts. */
  public Proof {
    notes = List.copyOf(notes);
  }
}
