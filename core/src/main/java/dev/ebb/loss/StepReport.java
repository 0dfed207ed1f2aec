package dev.ebb.loss;

import dev.ebb.graph.Step;
import java.util.List;

/**
 * What one step would do to today's data.
 *
 * @param step the step
 * @param losses what it would take away, in the order of its statements
 * @param obstacles why it would fail, in the same order
 * @param unknown what could not be told, as sentences without a full stop
 */
public record StepReport(
    Step step, List<Losing> losses, List<Obstacle> obstacles, List<String> unknown) {
  /** Copies the lists. */
  public StepReport {
    losses = List.copyOf(losses);
    obstacles = List.copyOf(obstacles);
    unknown = List.copyOf(unknown);
  }

  /** Whether there is nothing to say. */
  public boolean isSilent() {
    return losses.isEmpty() && obstacles.isEmpty() && unknown.isEmpty();
  }
}
