package dev.ebb.cli.outofband;

import dev.ebb.backfill.Advance;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.graph.Direction;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Says what happens while out-of-band migrations run: a line that moves where somebody watches,
 * else one every ten seconds.
 */
public final class AdvanceTalk implements Consumer<Advance>, AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final Terminal terminal;
  private final boolean moving;
  private long told;

  /**
   * Talk on a terminal.
   *
   * @param moving whether a line may move, if somebody watches
   */
  public AdvanceTalk(Terminal terminal, boolean moving) {
    this.terminal = terminal;
    this.moving = moving && terminal.screen().watched();
    this.told = System.nanoTime();
  }

  @Override
  public synchronized void accept(Advance event) {
    if (event instanceof Advance.Moved moved) {
      moved(moved);
      return;
    }
    terminal.eraseLine();
    terminal.say(text(event));
    terminal.flush();
  }

  private void moved(Advance.Moved moved) {
    if (moving) {
      terminal.show(text(moved));
    } else if (System.nanoTime() - told >= EVERY.toNanos()) {
      told = System.nanoTime();
      terminal.say(text(moved));
      terminal.flush();
    }
  }

  @Override
  public synchronized void close() {
    terminal.eraseLine();
    terminal.flush();
  }

  private static String text(Advance event) {
    String who = "#" + event.migration().id();
    return switch (event) {
      case Advance.Began began -> began(who, began);
      case Advance.Moved moved -> moved(who, moved);
      case Advance.Waiting waiting ->
          "%s waits: %s (%s so far)".formatted(who, waiting.reason(), Amount.of(waiting.waited()));
      case Advance.Paused paused ->
          who
              + (paused.paused()
                  ? " is paused; 'ebb out-of-band resume --id="
                      + event.migration().id()
                      + "' lets it go on"
                  : " goes on");
      case Advance.Retrying retrying ->
          "%s tries again in %s with %s: %s"
              .formatted(
                  who,
                  Amount.of(retrying.pause()),
                  Amount.of(retrying.size(), "row"),
                  retrying.reason());
      case Advance.Checking _ -> who + " is through; counting what is left";
      case Advance.AnotherPass pass ->
          "%s goes through once more (pass %d): %s".formatted(who, pass.pass(), pass.why());
      case Advance.Finished finished ->
          "%s is %s: %s changed, %s"
              .formatted(
                  who,
                  finished.direction() == Direction.UP ? "complete" : "taken back",
                  Amount.of(finished.changed(), "row"),
                  Amount.of(finished.elapsed()));
      case Advance.NothingToDo nothing -> who + " has nothing to do: " + nothing.why();
    };
  }

  private static String began(String who, Advance.Began began) {
    String way = began.direction() == Direction.DOWN ? " on the way back" : "";
    String hands = began.workers() > 1 ? " with " + began.workers() + " workers" : "";
    return who
        + (began.resumed() ? " goes on" : " begins")
        + way
        + hands
        + ": "
        + began.migration().description();
  }

  private static String moved(String who, Advance.Moved moved) {
    return "%s is %s%% done%s: %,d rows, %,d a second%s"
        .formatted(
            who,
            String.format(Locale.ROOT, "%.2f", Math.min(99.99, moved.done() * 100)),
            moved.workers() > 1 ? " by " + moved.workers() + " workers" : "",
            moved.rows(),
            Math.round(moved.rate()),
            moved.left().map(left -> ", " + Amount.of(left) + " left").orElse(""));
  }
}
