package dev.ebb.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PaceTest {
  private static final Duration TARGET = Duration.ofMillis(50);

  private static Duration cost(int rows, double nanosPerRow) {
    return Duration.ofNanos(Math.max(1, Math.round(rows * nanosPerRow)));
  }

  @Test
  void findsTheSizeThatTakesTheTimeAndFollowsItBothWays() {
    Pace pace = new Pace(500, 1_000_000);
    for (int i = 0; i < 20; i++) {
      pace.took(pace.size(), cost(pace.size(), 1_000), TARGET);
    }
    assertThat(pace.size()).isEqualTo(50_000);
    for (int i = 0; i < 20; i++) {
      pace.took(pace.size(), cost(pace.size(), 100_000), TARGET);
    }
    assertThat(pace.size()).isEqualTo(500);
  }

  @Test
  void neverGrowsToMoreThanTheDoubleAndNeverLeavesItsBounds() {
    long seed = Long.getLong("ebb.seed", System.nanoTime());
    Random random = new Random(seed);
    Pace pace = new Pace(500, 3_000);
    for (int i = 0; i < 10_000; i++) {
      int before = pace.size();
      switch (random.nextInt(4)) {
        case 0 -> pace.blocked();
        case 1 -> pace.failed();
        default -> pace.took(before, cost(before, Math.exp(random.nextDouble() * 20)), TARGET);
      }
      assertThat(pace.size())
          .as("seed %d, step %d", seed, i)
          .isBetween(1, Math.min(3_000, 2 * before + 1));
    }
  }

  @Test
  void aBatchThatWasNotFullDoesNotMakeTheNextOneLarger() {
    Pace pace = new Pace(500, 10_000);
    pace.took(3, Duration.ofMillis(1), TARGET);
    assertThat(pace.size()).isEqualTo(500);
  }
}
