package dev.ebb.loss;

import dev.ebb.graph.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a plan would destroy in today's database, and where it would fail on it: found out before
 * anything runs, without changing or locking anything.
 *
 * @param steps those of the plan of which there is something to say, in its order
 */
public record LossReport(List<StepReport> steps) {
  // Measured on two cores with a slow disk; better ones are faster.
  private static final long BYTES_A_MILLISECOND = 40_000;
  private static final long MILLIS_EACH = 20;

  /** There is nothing to say. */
  public static final LossReport SILENT = new LossReport(List.of());

  /** Copies the list. */
  public LossReport {
    steps = List.copyOf(steps);
  }

  /** What it says of a step, if it says something. */
  public Optional<StepReport> of(Step step) {
    return steps.stream().filter(s -> s.step().equals(step)).findFirst();
  }

  /** All that would go, of all steps. */
  public List<Losing> losses() {
    return steps.stream().flatMap(s -> s.losses().stream()).toList();
  }

  /** What would go and is known to be more than nothing, or may be. */
  public List<Losing> realLosses() {
    return losses().stream().filter(l -> !l.extent().isNothing()).toList();
  }

  /** Why it would fail, of all steps. */
  public List<Obstacle> obstacles() {
    return steps.stream().flatMap(s -> s.obstacles().stream()).toList();
  }

  /** How many bytes would go, as far as that is known. */
  public long bytes() {
    return losses().stream().mapToLong(l -> Math.max(0, l.extent().bytes())).sum();
  }

  /** How long it takes to keep all that, about: it is copied once and read once more. */
  public Duration keepingTime() {
    return Duration.ofMillis(bytes() / BYTES_A_MILLISECOND + MILLIS_EACH * realLosses().size());
  }

  /** Whether there is nothing to say. */
  public boolean isSilent() {
    return steps.isEmpty();
  }

  /** Whether of something that would go it is not known how much it is. */
  public boolean isPartlyUnknown() {
    return losses().stream().anyMatch(l -> l.extent().bytes() < 0);
  }

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
}
