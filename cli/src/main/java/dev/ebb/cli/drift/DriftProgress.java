package dev.ebb.cli.drift;

import dev.ebb.cli.progress.Progress;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;

/** Shows what happens while drift is looked for, and while it is set right. */
public final class DriftProgress implements EventSink {
  private final Terminal terminal;
  private final Progress rest;

  /** On a terminal. */
  public DriftProgress(Terminal terminal) {
    this.terminal = terminal;
    this.rest = Progress.on(terminal, false);
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Event.StepStarted step) {
      terminal.show(
          "%s: replaying %d of %d: %s"
              .formatted(step.schema(), step.number(), step.of(), step.step().title()));
    } else if (event instanceof Event.Kept kept) {
      terminal.say(
          "kept "
              + kept.object()
              + (kept.rows() < 0 ? "" : " (" + Amount.of(kept.rows(), "row") + ")")
              + "; 'ebb keep list' shows where");
    } else if (event instanceof Event.NotKept not) {
      terminal.warn(not.object() + " could not be kept, and goes: " + not.reason());
    } else if (isWorthALine(event)) {
      rest.accept(event);
    }
  }

  // What a replay says of its steps is nobody's concern.
  private static boolean isWorthALine(Event event) {
    return event instanceof Event.LockBusy
        || event instanceof Event.StillRunning
        || event instanceof Event.Remark
        || event instanceof Event.Cancelling;
  }
}
