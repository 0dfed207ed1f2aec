package dev.ebb.telemetry;

import dev.ebb.event.Event;
import dev.ebb.graph.SchemaName;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;

/** The metrics of a command: how much was done, how long it took, what went wrong. Thread-safe. */
final class Figures {
  private static final AttributeKey<String> SCHEMA = AttributeKey.stringKey("ebb.schema");
  private static final AttributeKey<String> DIRECTION = AttributeKey.stringKey("ebb.direction");
  private static final AttributeKey<String> COMMAND = AttributeKey.stringKey("ebb.command");
  private static final AttributeKey<Long> EXIT_STATUS = AttributeKey.longKey("ebb.exit_status");

  private final LongCounter steps;
  private final DoubleHistogram seconds;
  private final LongCounter failures;
  private final LongCounter retries;
  private final LongCounter waits;
  private final LongCounter rowsKept;
  private final DoubleHistogram commands;

  Figures(Meter meter) {
    steps = counter(meter, "ebb.steps", "{step}", "Steps that ran.");
    seconds = histogram(meter, "ebb.step.duration", "How long each step took.");
    failures = counter(meter, "ebb.failures", "{run}", "Runs that ended before their end.");
    retries =
        counter(meter, "ebb.retries", "{attempt}", "Steps that were rolled back and tried again.");
    waits = counter(meter, "ebb.waits", "{look}", "How often somebody was seen to be in the way.");
    rowsKept =
        counter(meter, "ebb.rows.kept", "{row}", "Rows that were kept before they were destroyed.");
    commands = histogram(meter, "ebb.command.duration", "How long each command took.");
  }

  private static LongCounter counter(Meter meter, String name, String unit, String what) {
    return meter.counterBuilder(name).setUnit(unit).setDescription(what).build();
  }

  private static DoubleHistogram histogram(Meter meter, String name, String what) {
    return meter.histogramBuilder(name).setUnit("s").setDescription(what).build();
  }

  void did(Event.StepFinished finished) {
    Attributes attributes =
        Attributes.of(
            SCHEMA, finished.schema().value(), DIRECTION, finished.step().direction().word());
    steps.add(1, attributes);
    seconds.record(finished.elapsed().toNanos() / 1e9, attributes);
  }

  void failed(SchemaName schema) {
    failures.add(1, of(schema));
  }

  void retried(SchemaName schema) {
    retries.add(1, of(schema));
  }

  void waited(SchemaName schema) {
    waits.add(1, of(schema));
  }

  void kept(SchemaName schema, long rows) {
    rowsKept.add(rows, of(schema));
  }

  void ended(String command, int exitStatus, Duration took) {
    commands.record(
        took.toNanos() / 1e9, Attributes.of(COMMAND, command, EXIT_STATUS, (long) exitStatus));
  }

  private static Attributes of(SchemaName schema) {
    return Attributes.of(SCHEMA, schema.value());
  }
}
