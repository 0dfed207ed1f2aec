package dev.ebb.telemetry;

import dev.ebb.event.Telemetry.Call;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The way to the collector, as the standard variables say it. Sends in the background; whoever
 * closes it waits for what is under way, but not for long.
 */
final class Pipeline {
  /** So long a command waits at its end for a collector that does not answer. */
  private static final Duration LONGEST = Duration.ofSeconds(2);

  // The SDK would write into the terminal of a command what we say once; a logger that nobody holds
  // forgets its level.
  private static final Logger SILENT = Logger.getLogger("io.opentelemetry");

  private final OpenTelemetrySdk sdk;
  private final Delivery delivery;
  private final Map<String, String> variables;

  private Pipeline(OpenTelemetrySdk sdk, Delivery delivery, Map<String, String> variables) {
    this.sdk = sdk;
    this.delivery = delivery;
    this.variables = variables;
  }

  /**
   * Opens it; connects to nobody yet.
   *
   * @throws RuntimeException if the variables make no sense
   */
  static Pipeline open(Call call) {
    SILENT.setLevel(Level.OFF);
    Delivery delivery = new Delivery();
    Map<String, String> given = given(call);
    Map<String, String> defaults = defaults(given);
    OpenTelemetrySdk sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .disableShutdownHook()
            .addPropertiesSupplier(() -> defaults)
            .addPropertiesCustomizer(_ -> given)
            .addSpanExporterCustomizer((exporter, _) -> delivery.watched(exporter))
            .addMetricExporterCustomizer((exporter, _) -> delivery.watched(exporter))
            .build()
            .getOpenTelemetrySdk();
    return new Pipeline(sdk, delivery, call.variables());
  }

  private static Map<String, String> given(Call call) {
    Map<String, String> given = new HashMap<>();
    call.variables()
        .forEach((name, value) -> {
          if (name.startsWith("OTEL_") && !value.isEmpty()) {
            given.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
          }
        });
    String environment =
        call.environment().isEmpty() ? "" : ",deployment.environment.name=" + call.environment();
    String more = given.getOrDefault("otel.resource.attributes", "");
    given.put(
        "otel.resource.attributes",
        "service.version=" + call.version() + environment + (more.isEmpty() ? "" : "," + more));
    return given;
  }

  // Who names an address for one kind only does not want the other at a place that nobody named.
  private static Map<String, String> defaults(Map<String, String> given) {
    Map<String, String> defaults = new HashMap<>();
    defaults.put("otel.service.name", "ebb");
    defaults.put("otel.exporter.otlp.protocol", "http/protobuf");
    defaults.put("otel.exporter.otlp.timeout", "2000");
    defaults.put("otel.java.exporter.otlp.retry.disabled", "true");
    defaults.put("otel.logs.exporter", "none");
    defaults.put("otel.traces.exporter", isNamed(given, "traces") ? "otlp" : "none");
    defaults.put("otel.metrics.exporter", isNamed(given, "metrics") ? "otlp" : "none");
    return defaults;
  }

  private static boolean isNamed(Map<String, String> given, String kind) {
    return given.containsKey("otel.exporter.otlp.endpoint")
        || given.containsKey("otel.exporter.otlp." + kind + ".endpoint");
  }

  Tracer tracer() {
    return sdk.getTracer("dev.ebb");
  }

  Meter meter() {
    return sdk.getMeter("dev.ebb");
  }

  /**
   * Within whose trace this runs, as {@code TRACEPARENT} says; the root of one of its own if not.
   */
  Context parent() {
    return sdk.getPropagators()
        .getTextMapPropagator()
        .extract(Context.root(), variables, Variables.GETTER);
  }

  /** Hands in what is left; tells what did not arrive, if anything. */
  Optional<String> close() {
    CompletableResultCode done = sdk.shutdown().join(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    Optional<String> failure = delivery.failure();
    return done.isDone() || failure.isPresent()
        ? failure
        : Optional.of("no answer within " + LONGEST.toSeconds() + " s");
  }

  private enum Variables implements TextMapGetter<Map<String, String>> {
    GETTER;

    @Override
    public Iterable<String> keys(Map<String, String> variables) {
      return variables.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> variables, String key) {
      return variables == null ? null : variables.get(key.toUpperCase(Locale.ROOT));
    }
  }
}
