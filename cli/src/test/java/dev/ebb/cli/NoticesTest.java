package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Others are told how a run goes, and whatever goes wrong with that, the run is fine. */
@ExtendWith(LeakCheck.class)
class NoticesTest {
  @TempDir Path folder;
  private final TestDatabase database = TestPostgres.shared().newDatabase();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> signatures = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private volatile int answer = 200;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/hook",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String time = exchange.getRequestHeaders().getFirst("X-Ebb-Timestamp");
          String sent = exchange.getRequestHeaders().getFirst("X-Ebb-Signature");
          signatures.add(sent + " " + ("sha256=" + hmac("s3cret", time + "." + body)));
          bodies.add(body);
          exchange.sendResponseHeaders(answer, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    database.close();
  }

  private InProcess project() {
    return new SampleProject(folder)
        .chain("frontend")
        .on(database)
        .with(
            "EBB_WEBHOOK_URL", "http://127.0.0.1:" + server.getAddress().getPort() + "/hook/t0ken");
  }

  private static String hmac(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void startSuccessAndFailureAreToldSigned() {
    InProcess ebb = project().with("EBB_WEBHOOK_SECRET", "s3cret");
    assertThat(ebb.call("up").status()).isZero();
    assertThat(ebb.call("up").status()).isZero();
    new SampleProject(folder)
        .migration("frontend", 4, "3", List.of("SELECT nonsense;", "SELECT 1;"));
    assertThat(ebb.call("up").status()).isEqualTo(1);
    assertThat(bodies).hasSize(4);
    assertThat(String.join("\n", bodies))
        .contains("\"started\"", "\"succeeded\"", "\"failed\"", "nonsense", "\"migrations\" : 3");
    assertThat(signatures).allMatch(pair -> pair.split(" ")[0].equals(pair.split(" ")[1]));
  }

  @Test
  void aWebhookThatFailsFailsNothingAndItsAddressStaysSecret() {
    answer = 500;
    Result refused = project().with("EBB_WEBHOOK_FORMAT", "slack").call("upto", "--target=1");
    assertThat(refused.status()).isZero();
    assertThat(refused.err()).contains("it answered 500").doesNotContain("t0ken");
    assertThat(bodies.getFirst()).contains("\"text\"").doesNotContain("\"event\"");
    server.stop(0);
    Result unreachable = project().call("upto", "--target=2");
    assertThat(unreachable.status()).isZero();
    assertThat(unreachable.err()).contains("the webhook was not told: nobody takes calls");
    for (String address : List.of("no such :// thing", "https:///hook", "file:///tmp/x")) {
      Result nonsense = project().with("EBB_WEBHOOK_URL", address).call("up");
      assertThat(nonsense.status()).as(address).isZero();
      assertThat(nonsense.err()).as(address).contains("EBB_WEBHOOK_URL is no address");
      assertThat(project().call("down", "--yes").status()).isZero();
    }
    Result format = project().with("EBB_WEBHOOK_FORMAT", "Slack").call("up");
    assertThat(format.status()).isZero();
    assertThat(format.err()).contains("EBB_WEBHOOK_FORMAT is neither slack nor json");
  }

  @Test
  @Tag("proof")
  void aWebhookThatNeverAnswersIsNotWaitedForForEver() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      long started = System.nanoTime();
      Result up =
          project().with("EBB_WEBHOOK_URL", "http://127.0.0.1:" + silent.getLocalPort()).call("up");
      assertThat(up.status()).isZero();
      assertThat(up.err())
          .containsOnlyOnce("the webhook was not told: no answer within 5 s; the run is fine");
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(20));
    }
  }

  @Test
  void aWayFromReleaseToReleaseIsToldAsOneAndItsFiguresAreWritten() throws IOException {
    try (Journey journey = new Journey(folder)) {
      journey.threeReleases();
      journey.upTo("v1.0.0");
      String hook = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
      Result up =
          journey
              .ebb()
              .with("EBB_WEBHOOK_URL", hook)
              .with("EBB_ENVIRONMENT", "staging")
              .call(
                  "upgrade",
                  "--from=v1.0.0",
                  "--to=v1.2.0",
                  "--metrics-file=ebb.prom",
                  "--shadow=target");
      assertThat(up.status()).as(up.err()).isZero();
    }
    assertThat(bodies).hasSize(2);
    assertThat(bodies.getFirst())
        .contains("\"started\"", "from v1.0.0 to v1.2.0", "\"schema\" : \"frontend, codeintel\"");
    assertThat(bodies.getLast()).contains("\"succeeded\"", "\"migrations\" : 5");
    assertThat(Files.readString(folder.resolve("ebb.prom")))
        .contains(
            "ebb_run_success{schema=\"frontend\",command=\"upgrade\"} 1\n",
            "ebb_run_migrations{schema=\"codeintel\",command=\"upgrade\"} 2\n");
  }

  @Test
  void figuresOfARunAreWrittenForPrometheus() {
    InProcess ebb = new SampleProject(folder).chain("frontend").on(database);
    assertThat(ebb.call("up", "--metrics-file=ebb.prom").status()).isZero();
    assertThat(folder.resolve("ebb.prom"))
        .content()
        .contains(
            "# TYPE ebb_run_success gauge",
            "ebb_run_success{schema=\"frontend\",command=\"up\"} 1\n",
            "ebb_run_migrations{schema=\"frontend\",command=\"up\"} 3\n",
            "direction=\"up\",migration=\"2\"} ");
    Result unwritable = ebb.call("up", "--metrics-file=no/such/folder");
    assertThat(unwritable.status()).isZero();
    assertThat(unwritable.err()).contains("could not be written");
  }
}
