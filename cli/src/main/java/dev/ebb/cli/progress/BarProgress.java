package dev.ebb.cli.progress;

import dev.ebb.cli.terminal.Style;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.graph.Step;
import org.jspecify.annotations.Nullable;

/**
 * Progress as one line that moves, with other events as lines above it. A thread of its own keeps
 * it moving while a statement runs; it ends with {@link #close()}. Thread-safe.
 */
final class BarProgress implements EventSink, AutoCloseable {
  private static final int WIDTH = 20;
  private static final int TITLE = 44;
  private static final long FRAME_MILLIS = 100;
  private static final String SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

  private final Terminal terminal;
  private final Thread painter;
  private @Nullable State state;

  private record State(String schema, Step step, int number, int of, long since) {}

  BarProgress(Terminal terminal) {
    this.terminal = terminal;
    this.painter = Thread.ofPlatform().daemon().name("ebb-progress").start(this::paint);
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Event.StepStarted(var schema, Step step, int number, int of)) {
      set(new State(schema.value(), step, number, of, System.nanoTime()));
    } else if (event instanceof Event.StepFinished finished) {
      if (finished.number() == finished.of()) {
        set(null);
      }
    } else {
      String text = EventText.of(event);
      if (text != null) {
        terminal.say(text);
        terminal.flush();
      }
    }
  }

  private synchronized void set(@Nullable State next) {
    state = next;
    if (next == null) {
      terminal.eraseLine();
    }
  }

  private void paint() {
    try {
      for (int frame = 0; ; frame++) {
        Thread.sleep(FRAME_MILLIS);
        draw(frame);
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  private synchronized void draw(int frame) {
    if (state != null && !painter.isInterrupted()) {
      terminal.show(line(state, frame));
    }
  }

  private String line(State now, int frame) {
    int filled = now.of() == 0 ? 0 : (now.number() - 1) * WIDTH / now.of();
    long seconds = (System.nanoTime() - now.since()) / 1_000_000_000;
    String title = now.step().title();
    return SPINNER.charAt(frame % SPINNER.length())
        + " "
        + now.schema()
        + " "
        + terminal.talkStyled(Style.GOOD, "━".repeat(filled))
        + terminal.talkStyled(Style.FAINT, "─".repeat(WIDTH - filled))
        + " "
        + now.number()
        + "/"
        + now.of()
        + " "
        + (title.length() <= TITLE ? title : title.substring(0, TITLE - 1) + "…")
        + (seconds == 0 ? "" : " " + seconds + " s");
  }

  @Override
  public void close() {
    painter.interrupt();
    set(null);
    terminal.flush();
  }
}
