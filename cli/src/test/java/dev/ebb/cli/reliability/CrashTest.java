package dev.ebb.cli.reliability;

import dev.ebb.cli.reliability.CrashCourse.Way;
import dev.ebb.cli.reliability.GeneratedProject.Layout;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same as {@link CrashProof} at a few moments, for every day. */
class CrashTest {
  private static final long SEED = Long.getLong("ebb.seed", System.nanoTime() & 0xffff_ffffL);

  private static final int MOMENTS_EACH = 3;

  @TempDir private Path folder;

  @Test
  void whateverIsKilledTheNextRunFinishesByItself() {
    Random random = new Random(SEED);
    try (CrashCourse course = new CrashCourse(folder, Layout.PAIRS, random.nextLong(), "keep")) {
      for (Strike strike : Strike.values()) {
        for (int i = 0; i < MOMENTS_EACH; i++) {
          course.trial(Pick.one(Way.values(), random), strike, random);
        }
      }
      System.out.println("seed " + SEED + ": " + course.summary());
    } catch (AssertionError e) {
      throw new AssertionError("seed " + SEED + " (-Debb.seed=" + SEED + ")", e);
    }
  }
}
