package dev.ebb.telemetry;

import dev.ebb.event.Telemetry;

/** Tells collectors that speak OTLP: the service that {@link Telemetry.Maker} describes. */
public final class OpenTelemetryMaker implements Telemetry.Maker {

  /** For the loader of services. */
  public OpenTelemetryMaker() {}

  @Override
  public Telemetry begin(Telemetry.Call call) {
    return new CommandTelemetry(call, Pipeline.open(call));
  }
}
