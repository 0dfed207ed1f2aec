package dev.ebb.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.Ebb;
import dev.ebb.Workspace;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.event.Telemetry;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.graph.Target;
import dev.ebb.keep.LossPolicy;
import dev.ebb.run.Outcome;
import dev.ebb.run.RunOptions;
import dev.ebb.source.FolderTree;
import dev.ebb.source.Project;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a collector is told of real runs, and that no collector can hold a run up. */
class OpenTelemetryTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  @TempDir private Path folder;
  private final List<String> remarks = new ArrayList<>();

  private Telemetry begin(String command, Map<String, String> variables) {
    Telemetry.Maker maker = ServiceLoader.load(Telemetry.Maker.class).findFirst().orElseThrow();
    return maker.begin(new Telemetry.Call(command, "1.2.3", "production", variables, remarks::add));
  }

  private void migration(int id, String up, String down) throws IOException {
    Path home = Files.createDirectories(folder.resolve("migrations/shop/" + id + "_m" + id));
    Files.writeString(home.resolve("up.sql"), up);
    Files.writeString(home.resolve("down.sql"), down);
    Files.writeString(
        home.resolve("metadata.yaml"),
        "name: m" + id + "\nparents: [" + (id == 1 ? "" : id - 1) + "]\n");
  }

  private Outcome run(Telemetry telemetry, TestDatabase db, Target target) {
    FolderTree tree = FolderTree.at(folder);
    Connector connector =
        new Connector(
            ConnectionSettings.of(db.host(), db.port(), db.user(), db.password(), db.name()),
            "ebb");
    RunOptions usual = RunOptions.defaults("1.2.3", "somebody");
    RunOptions options =
        new RunOptions(
            usual.lockWait(),
            // longer than the watchdog waits before its first word
            Duration.ofMillis(3500),
            2,
            usual.reconnect(),
            usual.privileges(),
            false,
            false,
            usual.toolVersion(),
            usual.runBy(),
            usual.blocking());
    Ebb ebb = new Ebb(Workspace.read(Project.read(tree), tree), _ -> connector, options, telemetry);
    return ebb.carryOut(
        ebb.propose(new SchemaName("shop"), target, Step.Origin.PROJECT),
        LossPolicy.KEEP_OR_REFUSE);
  }

  private static Map<String, String> attributes(List<KeyValue> pairs) {
    Map<String, String> attributes = new HashMap<>();
    pairs.forEach(pair ->
        attributes.put(
            pair.getKey(),
            pair.getValue().hasIntValue()
                ? Long.toString(pair.getValue().getIntValue())
                : pair.getValue().getStringValue()));
    return attributes;
  }

  private static Span span(Collector collector, String name) {
    return collector.spans.stream()
        .filter(span -> span.getName().equals(name))
        .reduce((_, last) -> last)
        .orElseThrow(() -> new AssertionError(name + " is not in " + collector.spans));
  }

  private static long sum(Collector collector, String name) {
    return collector.metrics.stream()
        .filter(metric -> metric.getName().equals(name))
        .reduce((_, last) -> last)
        .stream()
        .flatMap(metric -> metric.getSum().getDataPointsList().stream())
        .mapToLong(point -> point.getAsInt())
        .sum();
  }

  private static Map<String, String> to(Collector collector) {
    return Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address());
  }

  @Test
  void aRunIsATraceOfItsCommandSchemasAndSteps() throws Exception {
    migration(1, "CREATE TABLE a (id int); INSERT INTO a VALUES (1), (2);", "DROP TABLE a;");
    migration(2, "ALTER TABLE a ADD b int;", "ALTER TABLE a DROP b;");
    try (Collector collector = new Collector();
        TestDatabase db = TestPostgres.shared().newDatabase()) {
      Map<String, String> variables = new HashMap<>(to(collector));
      variables.put("OTEL_EXPORTER_OTLP_HEADERS", "api-key=ours");
      variables.put("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip");
      variables.put("OTEL_RESOURCE_ATTRIBUTES", "team=data");
      variables.put("OTEL_SERVICE_NAME", "shop-migrations");
      variables.put("TRACEPARENT", "00-" + TRACE + "-b7ad6b7169203331-01");
      Telemetry up = begin("up", variables);
      assertThat(run(up, db, new Target.Latest())).isInstanceOf(Outcome.Finished.class);
      up.end(0);
      assertThat(remarks).isEmpty();
      Span command = span(collector, "ebb up");
      Span schema = span(collector, "schema shop");
      Span step = span(collector, "up 2 (m2)");
      assertThat(HexFormat.of().formatHex(command.getTraceId().toByteArray())).isEqualTo(TRACE);
      assertThat(schema.getParentSpanId()).isEqualTo(command.getSpanId());
      assertThat(step.getParentSpanId()).isEqualTo(schema.getSpanId());
      assertThat(step.getTraceId()).isEqualTo(command.getTraceId());
      assertThat(attributes(step.getAttributesList()))
          .containsEntry("ebb.migration", "2")
          .containsEntry("ebb.direction", "up")
          .containsEntry("ebb.step.of", "2");
      assertThat(attributes(collector.resources.getFirst().getAttributesList()))
          .containsEntry("service.name", "shop-migrations")
          .containsEntry("service.version", "1.2.3")
          .containsEntry("deployment.environment.name", "production")
          .containsEntry("team", "data");
      assertThat(collector.keys)
          .containsOnly(Map.entry("/v1/traces", "ours"), Map.entry("/v1/metrics", "ours"));
      assertThat(sum(collector, "ebb.steps")).isEqualTo(2);
      assertThat(collector.metrics)
          .extracting(Metric::getName)
          .contains("ebb.step.duration", "ebb.command.duration")
          .doesNotContain("ebb.failures");

      Telemetry down = begin("down", to(collector));
      run(down, db, new Target.DownTo(new TreeSet<>()));
      down.end(0);
      assertThat(collector.spans.stream().flatMap(each -> events(each).stream())).contains("kept");
      assertThat(sum(collector, "ebb.rows.kept")).isGreaterThanOrEqualTo(0);
    }
  }

  private static List<String> events(Span span) {
    return span.getEventsList().stream().map(Span.Event::getName).toList();
  }

  @Test
  @Tag("proof")
  void waitingRetryingAndFailingIsToldWithWhoWasInTheWayAndWithoutTheirStatements()
      throws Exception {
    migration(1, "CREATE TABLE a (id int);", "DROP TABLE a;");
    try (Collector collector = new Collector();
        TestDatabase db = TestPostgres.shared().newDatabase();
        Connection till = db.connect()) {
      Telemetry first = begin("up", to(collector));
      run(first, db, new Target.Latest());
      first.end(0);
      migration(2, "ALTER TABLE a ADD b int;", "ALTER TABLE a DROP b;");
      till.setAutoCommit(false);
      till.createStatement().execute("LOCK TABLE a; SELECT 'a secret of theirs'");
      Telemetry up = begin("up", to(collector));
      assertThat(run(up, db, new Target.Latest())).isInstanceOf(Outcome.Stopped.class);
      up.end(1);
      till.rollback();
      assertThat(span(collector, "ebb up").getStatus().getCode())
          .isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
      assertThat(span(collector, "schema shop").getStatus().getMessage()).isNotEmpty();
      assertThat(collector.spans.stream().flatMap(span -> events(span).stream()))
          .contains("retry", "waiting");
      assertThat(collector.spans.toString()).doesNotContain("a secret of theirs");
      assertThat(sum(collector, "ebb.retries")).isPositive();
      assertThat(sum(collector, "ebb.waits")).isPositive();
      assertThat(sum(collector, "ebb.failures")).isEqualTo(1);
    }
  }

  @Test
  void whoNamesAnAddressForOneKindIsToldThatKindOnly() throws Exception {
    try (Collector collector = new Collector()) {
      Telemetry up =
          begin(
              "up",
              Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", collector.address() + "/v1/traces"));
      up.end(0);
      assertThat(collector.spans).hasSize(1);
      assertThat(collector.metrics).isEmpty();
      assertThat(remarks).isEmpty();
    }
  }

  @Test
  void aCollectorThatIsNotThereIsSilentOrRefusesDelaysNothingAndIsSaidOnce() throws Exception {
    int nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = free.getLocalPort();
    }
    assertThat(secondsToEnd("http://127.0.0.1:" + nobody)).isLessThan(1.5);
    assertThat(remarks).singleElement().asString().contains("not told: ConnectException");
    remarks.clear();
    try (Collector refusing = new Collector().answering(503)) {
      assertThat(secondsToEnd(refusing.address())).isLessThan(1.5);
      assertThat(remarks).singleElement().asString().contains("the collector was not told: ");
    }
    remarks.clear();
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertThat(secondsToEnd("http://127.0.0.1:" + silent.getLocalPort())).isLessThan(3);
      assertThat(remarks).singleElement().asString().contains("the collector was not told: ");
    }
  }

  private double secondsToEnd(String address) {
    Telemetry up = begin("up", Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", address));
    long begun = System.nanoTime();
    up.end(0);
    return (System.nanoTime() - begun) / 1e9;
  }
}
