package dev.ebb.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.terminal.Screen;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.event.BlockingSession;
import dev.ebb.event.Event;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Source;
import dev.ebb.graph.Step;
import dev.ebb.sql.Script;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is shown while migrations run. */
class ProgressTest {
  private static final SchemaName SCHEMA = new SchemaName("frontend");

  private final CountingStream err = new CountingStream();

  /** Counts how often it is written to. */
  private static final class CountingStream extends ByteArrayOutputStream {
    private int writes;

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      writes++;
      super.write(bytes, from, length);
    }

    String text() {
      return toString(StandardCharsets.UTF_8);
    }
  }

  private Terminal terminal(Screen screen) {
    return new Terminal(
        InputStream.nullInputStream(), OutputStream.nullOutputStream(), err, screen);
  }

  private static Step step(long id) {
    Source script = new Source("up.sql", Script.parse("SELECT 1;"));
    Migration migration =
        new Migration(new MigrationId(id), "thing", List.of(), Set.of(), script, script);
    return new Step(Direction.UP, migration, Step.Origin.PROJECT);
  }

  @Test
  void aThousandQuickStepsAreALineEachAndFewWrites() {
    try (Progress progress = Progress.on(terminal(Screen.NONE), true)) {
      for (int i = 1; i <= 1000; i++) {
        progress.accept(new Event.StepStarted(SCHEMA, step(i), i, 1000));
        progress.accept(new Event.StepFinished(SCHEMA, step(i), i, 1000, Duration.ofMillis(1)));
      }
    }
    assertThat(err.text().lines()).hasSize(1000).contains("frontend: [7/1000] up 7 (thing)");
    assertThat(err.writes).isLessThan(50);
  }

  @Test
  void aSlowStepGetsALineOnItsTime() {
    try (Progress progress = Progress.on(terminal(Screen.NONE), true)) {
      progress.accept(new Event.StepStarted(SCHEMA, step(7), 1, 2));
      progress.accept(new Event.StepFinished(SCHEMA, step(7), 1, 2, Duration.ofSeconds(200)));
    }
    assertThat(err.text()).endsWith("frontend: [1/2] took 3 min 20 s\n");
  }

  @Test
  void blockersAreNamedWithAllThatIsKnownOfThem() {
    BlockingSession blocker =
        new BlockingSession(
            4711,
            "app",
            "psql",
            "idle in transaction",
            Duration.ofMinutes(3),
            "UPDATE users …",
            15);
    try (Progress progress = Progress.on(terminal(Screen.NONE), true)) {
      progress.accept(
          new Event.StillRunning(
              SCHEMA,
              step(7),
              "ALTER TABLE users …",
              Duration.ofSeconds(5),
              List.of(blocker),
              new Event.IndexBuild("building index", 30, 120),
              14));
      // a sign of life must not wait in a buffer
      assertThat(err.text())
          .isEqualTo(
              """
              frontend: up 7 (thing): still at it after 5.0 s: ALTER TABLE users …
                    index: building index, 25 %
                    it waits for pid 4711 (user app, psql, idle in transaction, for 3 min, 15 sessions wait behind it): UPDATE users …
                    14 sessions wait behind this statement
              """);
    }
  }

  @Test
  void theBarMovesOnlyWhereSomebodyWatchesAndLeavesNothingBehind() throws InterruptedException {
    try (Progress progress = Progress.on(terminal(new Screen(true, true, false, false)), true)) {
      progress.accept(new Event.StepStarted(SCHEMA, step(7), 3, 4));
      while (!err.text().contains("3/4 up 7 (thing)")) {
        Thread.sleep(20);
      }
    }
    assertThat(err.text()).contains("frontend ━━━━━━━━━━──────────").endsWith("\r\u001b[K");
  }

  @Test
  void animationCanBeSwitchedOff() {
    try (Progress progress = Progress.on(terminal(new Screen(true, true, false, false)), false)) {
      progress.accept(new Event.StepStarted(SCHEMA, step(7), 3, 4));
    }
    assertThat(err.text()).isEqualTo("frontend: [3/4] up 7 (thing)\n");
  }
}
