package dev.ebb.cli.reliability;

import dev.ebb.cli.reliability.CrashCourse.Way;
import dev.ebb.cli.reliability.GeneratedProject.Layout;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same as {@link CrashProof} at a few moments, for every day. */
class CrashTest {
  private static final long SEED = Long.getLong("ebb.seed", System.nanoTime() & 0xffff_ffffL);

  @TempDir private Path folder;

  @Test
  void whateverIsKilledTheNextRunFinishesByItself() {
    kill(60, 2);
  }

  @Test
  @Tag("proof")
  void whateverIsKilledAmongMoreThanAHundredMigrationsTheNextRunFinishesByItself() {
    kill(CrashCourse.MIGRATIONS, 3);
  }

  private void kill(int migrations, int momentsEach) {
    Random random = new Random(SEED);
    CrashCourse.Size size = new CrashCourse.Size(Layout.PAIRS, migrations);
    try (CrashCourse course = new CrashCourse(folder, size, random.nextLong(), "keep")) {
      for (Strike strike : Strike.values()) {
        for (int i = 0; i < momentsEach; i++) {
          course.trial(Pick.one(Way.values(), random), strike, random);
        }
      }
      System.out.println("seed " + SEED + ": " + course.summary());
    } catch (AssertionError e) {
      throw new AssertionError("seed " + SEED + " (-Debb.seed=" + SEED + ")", e);
    }
  }
}
