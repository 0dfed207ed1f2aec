package dev.ebb.telemetry;

import dev.ebb.event.Event;
import dev.ebb.graph.Step;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The span of one run on one schema, and of the step that is at work in it. Not thread-safe. */
final class RunSpan {
  private final Tracer tracer;
  private final Span span;
  private final Context context;
  private @Nullable Span step;
  private @Nullable Step at;

  RunSpan(Tracer tracer, Context parent, Event.RunStarted started) {
    this.tracer = tracer;
    this.span =
        tracer
            .spanBuilder("schema " + started.schema())
            .setParent(parent)
            .setAttribute("db.system.name", "postgresql")
            .setAttribute("ebb.schema", started.schema().value())
            .setAttribute("ebb.steps", started.plan().steps().size())
            .startSpan();
    this.context = parent.with(span);
  }

  /** A step begins; what was begun before and not finished is rolled back by now. */
  void begin(Event.StepStarted started) {
    drop("rolled back");
    at = started.step();
    step =
        tracer
            .spanBuilder(started.step().title())
            .setParent(context)
            .setAttribute("ebb.schema", started.schema().value())
            .setAttribute("ebb.migration", started.step().id().toString())
            .setAttribute("ebb.direction", started.step().direction().word())
            .setAttribute("ebb.step.number", started.number())
            .setAttribute("ebb.step.of", started.of())
            .startSpan();
  }

  /** That step is done. */
  void finish(Step done) {
    Span open = step;
    if (open != null && done.equals(at)) {
      open.end();
      step = null;
      at = null;
    }
  }

  /** Something happened, in the step if one is at work. */
  void tell(String what, Attributes more) {
    Span open = step;
    (open == null ? span : open).addEvent(what, more);
  }

  private void drop(String why) {
    Span open = step;
    if (open != null) {
      open.setStatus(StatusCode.ERROR, why);
      open.end();
      step = null;
      at = null;
    }
  }

  /** The run is over. */
  void end(List<String> problems) {
    String why = problems.isEmpty() ? "" : problems.getFirst().lines().findFirst().orElse("");
    drop(why);
    if (!problems.isEmpty()) {
      span.setStatus(StatusCode.ERROR, why);
    }
    span.end();
  }
}
