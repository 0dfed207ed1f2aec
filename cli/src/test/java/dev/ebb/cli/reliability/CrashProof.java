package dev.ebb.cli.reliability;

import dev.ebb.cli.reliability.CrashCourse.Way;
import dev.ebb.cli.reliability.GeneratedProject.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promises 1 and 2: Ebb, the backend, or the whole server is killed at hundreds of random moments,
 * on the way up and down, and nobody ever has to repair anything by hand. What the steps destroy is
 * let go here; that it is kept through kills, {@link CrashTest} tries a few times.
 */
@Tag("proof")
class CrashProof {
  private static final long SEED = Long.getLong("ebb.seed", System.nanoTime() & 0xffff_ffffL);
  private static final int MOMENTS = Integer.getInteger("ebb.moments", 200);
  private static final int WORKERS = 2;

  @TempDir private Path folder;

  @Test
  void afterAnyOfHundredsOfKillsTheNextRunFinishesByItself() throws Exception {
    long started = System.nanoTime();
    List<String> summaries = new ArrayList<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
      List<Future<String>> courses = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        int worker = i;
        courses.add(workers.submit(() -> course(worker)));
      }
      for (Future<String> course : courses) {
        summaries.add(course.get());
      }
    } catch (ExecutionException e) {
      throw new AssertionError("seed " + SEED + " (-Debb.seed=" + SEED + ")", e.getCause());
    }
    System.out.printf(
        "seed %d: %d kills of each sort in %d s%n%s%n",
        SEED,
        MOMENTS,
        (System.nanoTime() - started) / 1_000_000_000L,
        String.join("\n", summaries));
  }

  private String course(int worker) throws Exception {
    Random random = new Random(SEED + worker);
    Layout layout = worker % 2 == 0 ? Layout.PAIRS : Layout.FOLDERS;
    Path home = Files.createDirectory(folder.resolve("worker" + worker));
    CrashCourse.Size size = new CrashCourse.Size(layout, CrashCourse.MIGRATIONS);
    try (CrashCourse course = new CrashCourse(home, size, random.nextLong(), "accept")) {
      for (int i = 0; i < MOMENTS / WORKERS; i++) {
        for (Strike strike : List.of(Strike.PROCESS, Strike.BACKEND, Strike.SERVER)) {
          Strike actual = strike == Strike.SERVER && i % 2 == 1 ? Strike.EVERYTHING : strike;
          course.trial(Pick.one(Way.values(), random), actual, random);
        }
      }
      return layout + ": " + course.summary();
    }
  }
}
