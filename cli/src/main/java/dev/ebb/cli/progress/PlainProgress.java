package dev.ebb.cli.progress;

import dev.ebb.cli.render.Amount;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.graph.Step;
import java.time.Duration;

/** Progress as lines that a log can keep: one for each step, more when something takes long. */
final class PlainProgress implements EventSink {
  private static final Duration WORTH_A_LINE = Duration.ofSeconds(1);

  private final Terminal terminal;

  PlainProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Event.StepStarted(var schema, Step step, int number, int of)) {
      terminal.say(schema + ": [" + number + "/" + of + "] " + step.title());
    } else if (event instanceof Event.StepFinished finished) {
      finished(finished);
    } else {
      String text = EventText.of(event);
      if (text != null) {
        terminal.say(text);
        terminal.flush();
      }
    }
  }

  private void finished(Event.StepFinished event) {
    if (event.elapsed().compareTo(WORTH_A_LINE) >= 0) {
      terminal.say(
          "%s: [%d/%d] took %s"
              .formatted(event.schema(), event.number(), event.of(), Amount.of(event.elapsed())));
    }
  }
}
