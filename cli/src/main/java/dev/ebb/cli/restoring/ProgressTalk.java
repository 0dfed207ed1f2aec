package dev.ebb.cli.restoring;

import dev.ebb.cli.render.Amount;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.restore.pitr.Progress;
import java.time.Duration;
import java.util.function.Consumer;

/** Says how something slow goes on: each new step, and every ten seconds how far it is. */
final class ProgressTalk implements Consumer<Progress> {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final Terminal terminal;
  private String what = "";
  private long told;

  ProgressTalk(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void accept(Progress progress) {
    long now = System.nanoTime();
    boolean other = !progress.what().equals(what);
    if (!other && now - told < EVERY.toNanos()) {
      return;
    }
    what = progress.what();
    told = now;
    Duration left = progress.left();
    terminal.say(
        (other ? what + " …" : "still " + what)
            + (progress.share() < 0 ? "" : ", " + Math.round(progress.share() * 100) + " %")
            + (left == null || other ? "" : ", about " + Amount.of(left) + " to go"));
    terminal.flush();
  }
}
