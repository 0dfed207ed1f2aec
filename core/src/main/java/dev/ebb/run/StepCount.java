package dev.ebb.run;

import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import java.time.Duration;

/** Numbers the steps of a run for whoever listens. Confined to the thread that runs. */
final class StepCount {
  private final SchemaName schema;
  private final EventSink events;
  private final int of;
  private int number;

  StepCount(SchemaName schema, EventSink events, int of) {
    this.schema = schema;
    this.events = events;
    this.of = of;
  }

  int number() {
    return number;
  }

  void started(Step step) {
    number++;
    events.accept(new Event.StepStarted(schema, step, number, of));
  }

  void finished(Step step, Duration elapsed) {
    events.accept(new Event.StepFinished(schema, step, number, of, elapsed));
  }

  /** The steps since then were rolled back and will be counted again. */
  void backTo(int earlier) {
    number = earlier;
  }
}
