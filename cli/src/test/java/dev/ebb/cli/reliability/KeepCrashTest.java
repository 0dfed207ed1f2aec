package dev.ebb.cli.reliability;

import dev.ebb.cli.reliability.KeepCourse.Way;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promise: whatever is killed while data is kept or given back, nothing is lost and nothing
 * doubled.
 */
class KeepCrashTest {
  private static final long SEED = Long.getLong("ebb.seed", System.nanoTime() & 0xffff_ffffL);
  private static final int MOMENTS = Integer.getInteger("ebb.moments", 40);

  @TempDir private Path folder;

  @Test
  void whateverIsKilledEveryRowComesBackOnce() {
    kill(2, 1);
  }

  @Test
  @Tag("proof")
  void whateverIsKilledAtAnyOfManyMomentsEveryRowComesBackOnce() {
    kill(5, Math.max(1, MOMENTS / (Strike.values().length * Way.values().length)));
  }

  private void kill(int rounds, int momentsEach) {
    Random random = new Random(SEED);
    long started = System.nanoTime();
    try (KeepCourse course = new KeepCourse(folder, rounds)) {
      for (int i = 0; i < momentsEach; i++) {
        for (Strike strike : Strike.values()) {
          for (Way way : Way.values()) {
            course.trial(way, strike, random);
          }
        }
      }
      System.out.printf(
          "seed %d: %d kills in %d s; %s%n",
          SEED,
          momentsEach * Strike.values().length * Way.values().length,
          (System.nanoTime() - started) / 1_000_000_000L,
          course.summary());
    } catch (AssertionError e) {
      throw new AssertionError("seed " + SEED + " (-Debb.seed=" + SEED + ")", e);
    }
  }
}
