package dev.ebb.cli.restoring;

import dev.ebb.cli.render.Amount;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.restore.RestoreMethod.Stage;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says what is being done, and every ten seconds that it still is. To be closed when the work is
 * over. Thread-safe.
 */
final class StageTalk implements Consumer<Stage>, AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final Terminal terminal;
  private final boolean everyStage;
  private final Thread pulse = Thread.ofPlatform().daemon().name("ebb-pulse").start(this::beat);
  private @Nullable Stage stage;
  private long since = System.nanoTime();

  StageTalk(Terminal terminal) {
    this(terminal, true);
  }

  private StageTalk(Terminal terminal, boolean everyStage) {
    this.terminal = terminal;
    this.everyStage = everyStage;
  }

  /** One that says only what takes long. */
  static StageTalk brief(Terminal terminal) {
    return new StageTalk(terminal, false);
  }

  @Override
  public synchronized void accept(Stage next) {
    stage = next;
    since = System.nanoTime();
    if (everyStage && next != Stage.REMOVING) {
      terminal.say(next.words() + " …");
      terminal.flush();
    }
  }

  private void beat() {
    try {
      while (true) {
        Thread.sleep(EVERY);
        tell();
      }
    } catch (InterruptedException _) {
      // the work is over
    }
  }

  private synchronized void tell() {
    Duration time = Duration.ofNanos(System.nanoTime() - since);
    if (stage != null && time.compareTo(EVERY) > 0) {
      terminal.say("still " + stage.words() + ", for " + Amount.of(time) + " now");
      terminal.flush();
    }
  }

  @Override
  public void close() {
    pulse.interrupt();
  }
}
