package dev.ebb.run;

import dev.ebb.graph.Step;
import java.time.Duration;

/**
 * A step that is committed.
 *
 * @param step the step
 * @param elapsed how long it ran; zero if it was only found to be done
 * @param how how it came to be done
 */
public record Done(Step step, Duration elapsed, How how) {

  /** How a step came to be done. */
  public enum How {
    /** It ran. */
    RAN,
    /** An interrupted run of it was completed. */
    RESUMED,
    /** The connection broke at its commit, and the ledger confirmed it. */
    CONFIRMED,
    /** It was recorded without being run. */
    RECORDED
  }
}
