package dev.ebb.rehearse;

import java.time.Duration;

/**
 * How long something takes, between two bounds. Of what was measured both are the same.
 *
 * @param least with fast disks and everything in memory
 * @param most with slow disks and nothing in memory
 */
public record Estimate(Duration least, Duration most) {
  /** Nothing to speak of: only the catalog is written. */
  public static final Estimate NONE = new Estimate(Duration.ZERO, Duration.ZERO);

  /** What was measured. */
  public static Estimate measured(Duration time) {
    return new Estimate(time, time);
  }

  /** One after the other. */
  public Estimate plus(Estimate other) {
    return new Estimate(least.plus(other.least), most.plus(other.most));
  }

  /** Whether nobody would notice: less than a tenth of a second at the worst. */
  public boolean isMoment() {
    return most.toMillis() < 100;
  }
}
