package dev.ebb.cli.reliability;

import dev.ebb.cli.reliability.TravelCourse.Way;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promise: whatever is killed on the way from release to release, the next call goes on, and ends
 * where an undisturbed one ends. {@code -Debb.travels=200} strikes more often.
 */
@Tag("proof")
class TravelCrashTest {
  private static final long SEED = Long.getLong("ebb.seed", System.nanoTime() & 0xffff_ffffL);
  private static final int TRAVELS = Integer.getInteger("ebb.travels", 12);

  @TempDir private Path folder;

  @Test
  void whateverIsKilledOnTheWayTheNextCallEndsWhereItShould() {
    long started = System.nanoTime();
    Random random = new Random(SEED);
    Strike[] strikes = Strike.values();
    try (TravelCourse course = new TravelCourse(folder)) {
      for (int i = 0; i < TRAVELS; i++) {
        Way way = i % 4 == 3 ? (i % 8 == 3 ? Way.UP : Way.DOWN_AND_BACK) : Way.DOWN;
        Strike strike = strikes[i / 4 % strikes.length];
        course.trial(way, strike, random);
      }
      System.out.printf(
          "seed %d: %d kills in %d s%n%s%n",
          SEED, TRAVELS, (System.nanoTime() - started) / 1_000_000_000L, course.summary());
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + SEED + " (-Debb.seed=" + SEED + ")", e);
    }
  }
}
