package dev.ebb.cli.progress;

import dev.ebb.cli.terminal.Terminal;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;

/** Shows events in the form that fits who is there. To be closed when the work is over. */
public final class Progress implements EventSink, AutoCloseable {
  private final EventSink form;
  private final Runnable end;

  private Progress(EventSink form, Runnable end) {
    this.form = form;
    this.end = end;
  }

  /**
   * Progress on a terminal.
   *
   * @param moving whether a bar may move, if somebody watches
   */
  public static Progress on(Terminal terminal, boolean moving) {
    if (moving && terminal.screen().watched()) {
      BarProgress bar = new BarProgress(terminal);
      return new Progress(bar, bar::close);
    }
    return new Progress(new PlainProgress(terminal), terminal::flush);
  }

  @Override
  public void accept(Event event) {
    form.accept(event);
  }

  @Override
  public void close() {
    end.run();
  }
}
