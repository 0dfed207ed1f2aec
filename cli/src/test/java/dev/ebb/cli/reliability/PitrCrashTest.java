package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.ArchivedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever is killed while a moment is restored and put in place, Ebb, pgBackRest or the new server:
 * one whole state serves, and whatever is left has a name and can be gone on with or removed.
 */
class PitrCrashTest {
  private static final int KILLS = Integer.getInteger("ebb.kills", 50);
  private static final long SEED = Long.getLong("ebb.seed", System.nanoTime());
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int LATER = 1_000_000;

  @TempDir Path folder;
  private final ArchivedServer server = ArchivedServer.start();
  private final Random random = new Random(SEED);

  @AfterEach
  void stop() {
    server.close();
  }

  private EbbCommand project() throws IOException {
    EbbCommand ebb = Scripts.of("CREATE TABLE a ();", "DROP TABLE a;").in(folder);
    for (Map.Entry<String, String> variable : server.environment().entrySet()) {
      ebb = ebb.with(variable.getKey(), variable.getValue());
    }
    Files.writeString(
        folder.resolve("ebb.yaml"),
        "environment: development\nrestore:\n  config: " + server.config() + "\n");
    ebb.run(0, "up");
    server.execute("CREATE TABLE counter AS SELECT 0 AS n");
    server.backup();
    return ebb;
  }

  private String point(EbbCommand ebb, int number) {
    server.execute("UPDATE counter SET n = " + number);
    String said = ebb.run(0, "pitr", "point", "p" + number);
    server.execute("UPDATE counter SET n = " + (number + LATER));
    return said.substring(said.indexOf("restore point ") + 14).split(" ")[0];
  }

  private static String[] restore(String point) {
    return new String[] {"pitr", "restore", point, "--switch=do", "--end-sessions", "--yes"};
  }

  @Test
  @Tag("proof")
  void oneWholeStateServesAndNothingIsLeftWithoutAName() throws IOException {
    EbbCommand ebb = project();
    String first = point(ebb, 0);
    long begun = System.nanoTime();
    ebb.run(0, restore(first));
    long usual = (System.nanoTime() - begun) / 1_000_000;
    removeAll(ebb);
    for (int i = 1; i <= KILLS; i++) {
      String point = point(ebb, i);
      try (EbbProcess run = ebb.start(restore(point))) {
        EbbProcess.pause(random.nextLong(usual));
        strike(run, i);
      }
      String what = "seed %d, strike %d".formatted(SEED, i);
      assertThat(value()).as(what).isIn(i, i + LATER);
      ebb.run(0, "status");
      List<String> places = places();
      assertThat(server.made().stream().filter(name -> !name.endsWith(".writing")))
          .as(what)
          .allMatch(name -> places.stream().anyMatch(place -> name.contains(".ebb-" + place)));
      if (random.nextBoolean() || ebb.run(0, "pitr", "list").contains("half-way")) {
        for (String place : places) {
          ebb.run(0, "pitr", "resume", place, "--switch=do", "--end-sessions", "--yes");
          assertThat(value()).as(what).isEqualTo(i);
        }
      }
      removeAll(ebb);
      assertThat(server.strange()).as(what).isEmpty();
    }
  }

  /** Kills somebody who has to do with it, and waits until nobody does anything any more. */
  private void strike(EbbProcess run, int number) throws IOException {
    boolean struck =
        switch (number % 3) {
          case 1 -> strike("--pg1-path=" + server.data() + ".ebb-");
          case 2 -> strikeServer();
          default -> false;
        };
    if (!struck) {
      run.kill();
    }
    run.await();
  }

  private boolean strike(String argument) {
    List<ProcessHandle> found =
        ProcessHandle.allProcesses()
            .filter(handle ->
                handle
                    .info()
                    .arguments()
                    .map(all -> Arrays.stream(all).anyMatch(word -> word.startsWith(argument)))
                    .orElse(false))
            .toList();
    return !found.isEmpty() && found.get(random.nextInt(found.size())).destroyForcibly();
  }

  private boolean strikeServer() throws IOException {
    for (String place : places()) {
      Path pid = Path.of(server.data() + ".ebb-" + place).resolve("postmaster.pid");
      if (Files.isReadable(pid)) {
        String first = Files.readString(pid).lines().findFirst().orElse("0");
        return ProcessHandle.of(Long.parseLong(first.strip()))
            .map(ProcessHandle::destroyForcibly)
            .orElse(false);
      }
    }
    return false;
  }

  /** The names of what is there. */
  private List<String> places() {
    return server.made().stream()
        .filter(name -> name.endsWith(".place"))
        .map(name -> name.substring(name.indexOf(".ebb-") + 5, name.length() - 6))
        .toList();
  }

  private void removeAll(EbbCommand ebb) {
    for (String place : places()) {
      ebb.run(0, "pitr", "delete", place, "--yes");
    }
    assertThat(server.made().stream().filter(name -> !name.endsWith(".writing"))).isEmpty();
  }

  /** What serves, as soon as it does: a switch that was begun goes on by itself. */
  private int value() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        // the old server may still have to stop
        boolean quiet = !server.switching();
        int value = Integer.parseInt(server.value("SELECT n FROM counter"));
        if (quiet) {
          return value;
        }
      } catch (IllegalStateException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
      EbbProcess.pause(50);
    }
  }
}
