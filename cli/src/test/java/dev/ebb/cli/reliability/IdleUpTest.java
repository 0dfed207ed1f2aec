package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An {@code up} that has nothing to do pays for nothing that it does not use. */
@ExtendWith(LeakCheck.class)
class IdleUpTest {
  private static final String FOREIGN =
      "dev\\.ebb\\.(release|passage|attest|outofband|backfill|version|cloud|restore\\.pitr|shadow|introspect|catalog|cli\\.releases|cli\\.drift|telemetry|cli\\.Observed)\\b";

  @TempDir private Path folder;

  @Test
  void itLoadsNoClassOfReleasesNorOfOutOfBandMigrations() throws IOException {
    EbbCommand ebb = Scripts.of("CREATE TABLE a ();", "DROP TABLE a;").in(folder);
    try (TestDatabase database = TestPostgres.shared().newDatabase()) {
      ebb.on(database).run(0, "up");
      assertThat(foreign(ebb.on(database), "idle")).isEmpty();
      Files.writeString(folder.resolve("ebb.yaml"), "upgrades: {version: v1.0.0}\n");
      assertThat(foreign(ebb.on(database), "ruled")).anyMatch(c -> c.contains("UpgradeGate"));
    }
  }

  /** Off, no class of it is loaded, nor of OpenTelemetry; on, what it tells arrives. */
  @Test
  void aCollectorIsToldOnlyIfSomebodyAsksForIt() throws IOException {
    EbbCommand ebb = Scripts.of("CREATE TABLE a ();", "DROP TABLE a;").in(folder);
    List<String> told = new CopyOnWriteArrayList<>();
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/",
        exchange -> {
          told.add(exchange.getRequestURI().getPath());
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    try (TestDatabase database = TestPostgres.shared().newDatabase()) {
      EbbCommand on = ebb.on(database);
      assertThat(loaded(on, "off", "(dev\\.ebb\\.telemetry|io\\.opentelemetry)\\S*")).isEmpty();
      String address = "http://127.0.0.1:" + collector.getAddress().getPort();
      assertThat(
              loaded(
                  on.with("OTEL_EXPORTER_OTLP_ENDPOINT", address).with("OTEL_SDK_DISABLED", "true"),
                  "disabled",
                  "(dev\\.ebb\\.telemetry|io\\.opentelemetry)\\S*"))
          .isEmpty();
      assertThat(told).isEmpty();
      String said = on.with("OTEL_EXPORTER_OTLP_ENDPOINT", address).run(0, "down", "--yes");
      assertThat(said).doesNotContain("collector");
      assertThat(told).contains("/v1/traces", "/v1/metrics");
      collector.stop(0);
      assertThat(on.with("OTEL_EXPORTER_OTLP_ENDPOINT", address).run(0, "up"))
          .containsOnlyOnce("the collector was not told");
    } finally {
      collector.stop(0);
    }
  }

  private List<String> loaded(EbbCommand ebb, String name, String classes) throws IOException {
    Path log = folder.resolve(name + ".log");
    ebb.with("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + log).run(0, "up");
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> line.matches(".*\\s" + classes + " source:.*")).toList();
    }
  }

  private List<String> foreign(EbbCommand ebb, String name) throws IOException {
    Path log = folder.resolve(name + ".log");
    ebb.with("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + log).run(0, "up");
    try (Stream<String> lines = Files.lines(log)) {
      List<String> loaded =
          lines
              .filter(line -> line.contains("dev.ebb."))
              .map(line -> line.replaceFirst(".*?(dev\\.ebb\\.\\S+).*", "$1"))
              .toList();
      assertThat(loaded).contains("dev.ebb.cli.command.UpCommand");
      return loaded.stream().filter(c -> c.matches(FOREIGN + ".*")).toList();
    }
  }
}
