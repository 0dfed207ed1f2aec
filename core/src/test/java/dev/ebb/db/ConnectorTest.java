package dev.ebb.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class ConnectorTest {
  private TestDatabase db;

  @BeforeEach
  void open() {
    db = TestPostgres.shared().newDatabase();
  }

  @AfterEach
  void close() {
    db.close();
  }

  private Connector connector(String... pairs) {
    Map<String, String> env = new HashMap<>();
    env.put("X_PGHOST", db.host());
    env.put("X_PGPORT", Integer.toString(db.port()));
    env.put("X_PGUSER", db.user());
    env.put("X_PGPASSWORD", db.password());
    env.put("X_PGDATABASE", db.name());
    for (int i = 0; i < pairs.length; i += 2) {
      env.put("X_" + pairs[i], pairs[i + 1]);
    }
    ConnectionSettings settings = ConnectionSettings.fromEnvironment(env, "X_").orElseThrow();
    return new Connector(settings, "ebb-test", Duration.ZERO);
  }

  private Problem refusal(String... pairs) {
    Fault fault = catchThrowableOfType(Fault.class, () -> connector(pairs).open());
    assertThat(fault.getMessage() + fault.problems()).doesNotContain(db.password() + "@");
    return fault.problems().getFirst();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aServerThatMayBeStartingIsWaitedForAndThatIsSaidOnce() {
    ConnectionSettings nowhere =
        ConnectionSettings.of("127.0.0.1", freePort(), db.user(), db.password(), db.name());
    List<String> said = new ArrayList<>();
    Connector connector = new Connector(nowhere, "ebb-test", Duration.ofSeconds(4));
    assertThatThrownBy(connector.telling(said::add)::open).isInstanceOf(Fault.class);
    assertThat(said)
        .singleElement()
        .asString()
        .contains("nobody listens there", "waiting for it, at most 4 s")
        .doesNotContain(db.password() + "@");
  }

  @Test
  void saysWhatIsWrongAndWhichVariableToMend() {
    assertThat(refusal("PGPASSWORD", "wr0ng-one"))
        .satisfies(p -> {
          assertThat(p.code()).isEqualTo(FaultCode.CONNECTION);
          assertThat(p.what()).contains("postgres://" + db.user() + "@").doesNotContain("wr0ng");
          assertThat(p.remedy()).contains("X_PGPASSWORD", "nothing was changed");
        });
    assertThat(refusal("PGDATABASE", "no such db").remedy()).contains("createdb no such db");
    assertThat(refusal("PGPORT", Integer.toString(freePort())).what())
        .contains("nobody listens there (connection refused)");
    assertThat(refusal("PGHOST", "no-such-host.invalid").what())
        .contains("the name no-such-host.invalid is unknown");
    assertThat(refusal("PGHOST", "/nowhere").what())
        .contains("nobody listens on the socket /nowhere/.s.PGSQL.");
    assertThat(refusal("PGSSLMODE", "require"))
        .satisfies(p -> {
          assertThat(p.what()).contains("SSL");
          assertThat(p.remedy()).contains("X_PGSSLMODE");
        });
    assertThat(refusal("PGOPTIONS", "-c nonsense=1").what()).contains("nonsense");
    assertThat(refusal("PGTZ", "Nowhere/At_all").what()).contains("Nowhere/At_all");
  }

  @Test
  void aRoleThatMayNotConnectIsToldTheGrant() {
    db.execute(
        "DROP ROLE IF EXISTS ebb_test_guest; CREATE ROLE ebb_test_guest LOGIN PASSWORD 'guest'");
    db.execute("REVOKE CONNECT ON DATABASE \"" + db.name() + "\" FROM PUBLIC");
    try {
      Problem problem = refusal("PGUSER", "ebb_test_guest", "PGPASSWORD", "guest");
      assertThat(problem.code()).isEqualTo(FaultCode.PERMISSION);
      assertThat(problem.remedy()).contains("GRANT CONNECT ON DATABASE");
    } finally {
      db.execute("DROP ROLE ebb_test_guest");
    }
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() throws IOException {
    try (Relay silent = Relay.silent()) {
      long start = System.nanoTime();
      Problem problem =
          refusal("PGPORT", Integer.toString(silent.port()), "PGCONNECT_TIMEOUT", "1");
      assertThat(problem.what()).contains("no answer within 1 s");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void waitsForAServerThatIsJustStarting() throws Exception {
    int port = freePort();
    CompletableFuture<Relay> late =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Relay.tcp(port, db.host(), db.port());
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            },
            CompletableFuture.delayedExecutor(
                700, TimeUnit.MILLISECONDS, Thread::startVirtualThread));
    ConnectionSettings settings =
        ConnectionSettings.of("127.0.0.1", port, db.user(), db.password(), db.name());
    try (Session session = new Connector(settings, "ebb-test").open()) {
      assertThat(session.alive()).isTrue();
    }
    late.get().close();
  }

  @Test
  void takesTheFirstHostThatAnswers() {
    String dead = "127.0.0.1:" + freePort();
    Connector connector =
        connector("PGHOST", dead + "," + db.host() + ":" + db.port(), "PGPORT", "");
    try (Session session = connector.open()) {
      assertThat(session.alive()).isTrue();
    }
    Fault fault =
        catchThrowableOfType(
            Fault.class,
            () -> connector("PGHOST", dead + ",127.0.0.2:" + freePort(), "PGPORT", "").open());
    assertThat(fault.problems()).hasSize(2);
  }

  @Test
  void wantsAPrimaryOnlyIfToldSo() {
    try (Session session = connector("PGTARGETSESSIONATTRS", "primary").open()) {
      assertThat(session.alive()).isTrue();
    }
    assertThat(refusal("PGTARGETSESSIONATTRS", "standby").what()).contains("not a standby");
  }

  @Test
  void theUsersOptionsTimeZoneAndNameCount() {
    Connector connector =
        connector(
            "PGOPTIONS", "-c search_path=pg_catalog -c default_transaction_read_only=on",
            "PGTZ", "Asia/Tokyo",
            "PGAPPNAME", "mine");
    try (Session session = connector.open()) {
      assertThat(session.facts().currentSchema()).isEqualTo("pg_catalog");
      assertThat(Sessions.value(session, "current_setting('TimeZone')")).isEqualTo("Asia/Tokyo");
      assertThat(Sessions.value(session, "current_setting('application_name')")).isEqualTo("mine");
      Fault fault = catchThrowableOfType(Fault.class, () -> connector.refuseUnfit(session));
      assertThat(fault.code()).isEqualTo(FaultCode.SERVER);
      assertThat(fault).hasMessageContaining("default_transaction_read_only");
    }
  }

  @Test
  void aFitServerIsNotRefused() {
    Connector connector = connector();
    try (Session session = connector.open()) {
      connector.refuseUnfit(session);
      connector.refuseTransactionPooling(session);
      assertThat(session.endWithClient()).isTrue();
    }
  }

  @Test
  void anOldServerAndAReplicaAreRefusedWithEveryReason() {
    ServerFacts facts =
        new ServerFacts(110022, true, true, 1, false, "u", false, "d", null, Duration.ofSeconds(1));
    ConnectionSettings settings = connector().settings();
    Fault fault = catchThrowableOfType(Fault.class, () -> Fitness.require(settings, facts));
    assertThat(fault.problems()).extracting(Problem::code).containsOnly(FaultCode.SERVER);
    assertThat(fault)
        .hasMessageContaining("is PostgreSQL 11; Ebb needs 12")
        .hasMessageContaining("is a replica");
  }

  @Test
  void noSearchPathMeansNoCurrentSchema() {
    try (Session session = connector("PGOPTIONS", "-csearch_path=nowhere").open()) {
      assertThat(session.facts().currentSchema()).isNull();
    }
  }

  @Test
  void speaksOverAUnixSocket(@TempDir Path folder) throws Exception {
    Path file = folder.resolve(".s.PGSQL.6543");
    try (Relay relay = Relay.unix(file, db.host(), db.port())) {
      Connector connector = connector("PGHOST", folder.toString(), "PGPORT", "6543");
      try (Session session = connector.open()) {
        session.execute("CREATE TABLE t (id int, word text)");
        String lines = "1\t" + "x".repeat(1 << 20) + "\n";
        assertThat(session.copyIn("COPY t FROM stdin", lines.repeat(20))).isEqualTo(20);
        assertThat(Sessions.value(session, "(SELECT sum(length(word)) FROM t)"))
            .isEqualTo(Integer.toString(20 << 20));
        assertThat(session.query("SELECT word FROM t", r -> r.text("word"))).hasSize(20);

        CompletableFuture<Void> sleeping = Sessions.later(session, "SELECT pg_sleep(60)");
        while (!db.value("SELECT count(*) FROM pg_stat_activity WHERE query ~ '^SELECT pg_sleep'")
            .equals("1")) {
          Thread.sleep(10);
        }
        session.cancel();
        assertThatThrownBy(() -> sleeping.get(10, TimeUnit.SECONDS))
            .hasCauseInstanceOf(SqlFailure.class);
        assertThat(session.alive()).isTrue();
        relay.cut();
        assertThatThrownBy(() -> session.execute("SELECT 1"))
            .isInstanceOfSatisfying(
                SqlFailure.class, f -> assertThat(f.isConnectionLost()).isTrue());
      }
    }
  }

  @Test
  void aCutLineIsALostConnectionAlsoWhileWaiting() throws Exception {
    try (Relay relay = Relay.tcp(0, db.host(), db.port());
        Session session = connector("PGPORT", Integer.toString(relay.port())).open()) {
      CompletableFuture<Void> sleeping = Sessions.later(session, "SELECT pg_sleep(2)");
      Thread.sleep(100);
      relay.cut();
      assertThatThrownBy(() -> sleeping.get(10, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(
              SqlFailure.class,
              f -> {
                assertThat(f.isConnectionLost()).isTrue();
                assertThat(f.faultCode()).isEqualTo(FaultCode.CONNECTION);
              });
      assertThat(session.isClosed()).isTrue();
    }
  }

  @Test
  void sessionsAreNamedWithoutTheirPassword() {
    try (Session session = connector().open()) {
      assertThat(List.of(session, connector().settings()).toString())
          .contains("postgres://" + db.user() + "@" + db.host());
    }
  }
}
