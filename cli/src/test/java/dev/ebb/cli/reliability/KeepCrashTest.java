package dev.ebb.cli.reliability;

import dev.ebb.cli.reliability.KeepCourse.Way;
import java.io.IOException;
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
 * Promise: whatever is killed while data is kept or given back, nothing is lost and nothing
 * doubled.
 */
class KeepCrashTest {
  private static final long SEED = Long.getLong("ebb.seed", System.nanoTime() & 0xffff_ffffL);
  private static final int MOMENTS = Integer.getInteger("ebb.moments", 200);
  private static final int WORKERS = 2;

  @TempDir private Path folder;

  @Test
  void whateverIsKilledEveryRowComesBackOnce() throws Exception {
    kill(1, Strike.values().length);
  }

  @Test
  @Tag("proof")
  void whateverIsKilledAtAnyOfManyMomentsEveryRowComesBackOnce() throws Exception {
    kill(WORKERS, MOMENTS);
  }

  private void kill(int workers, int moments) throws Exception {
    long started = System.nanoTime();
    List<String> summaries = new ArrayList<>();
    try (ExecutorService all = Executors.newFixedThreadPool(workers)) {
      List<Future<String>> courses = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        int worker = i;
        courses.add(all.submit(() -> course(worker, workers, moments)));
      }
      for (Future<String> course : courses) {
        summaries.add(course.get());
      }
    } catch (ExecutionException e) {
      throw new AssertionError("seed " + SEED + " (-Debb.seed=" + SEED + ")", e.getCause());
    }
    System.out.printf(
        "seed %d: %d kills in %d s%n%s%n",
        SEED,
        moments,
        (System.nanoTime() - started) / 1_000_000_000L,
        String.join("\n", summaries));
  }

  /** Every so manieth of the moments, with a server of its own. */
  private String course(int worker, int workers, int moments) throws IOException {
    Random random = new Random(SEED + worker);
    Path home = Files.createDirectory(folder.resolve("worker" + worker));
    Strike[] strikes = Strike.values();
    Way[] ways = Way.values();
    // The first has all that destroys, the second tables that are moved and not copied.
    DestructiveScripts.Play play =
        worker == 0 ? DestructiveScripts.ofAllSorts(2) : DestructiveScripts.ofMoves(12);
    try (KeepCourse course = new KeepCourse(home, play)) {
      for (int i = worker; i < moments; i += workers) {
        int sort = i / workers;
        course.trial(
            ways[(sort + sort / strikes.length) % ways.length],
            strikes[sort % strikes.length],
            random);
      }
      return course.summary();
    }
  }
}
