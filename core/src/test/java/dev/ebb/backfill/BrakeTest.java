package dev.ebb.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.embedded.Durability;
import dev.ebb.embedded.EmbeddedOptions;
import dev.ebb.embedded.EmbeddedPostgres;
import dev.ebb.embedded.Lifetime;
import dev.ebb.outofband.BatchPolicy;
import dev.ebb.run.Cancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Work waits while the server cannot get rid of its WAL. */
final class BrakeTest {
  @Test
  @Tag("proof")
  void waitsWhileTheArchiveIsBehind() throws IOException {
    Path folder = Files.createTempDirectory("ebb-test-archive-");
    try (EmbeddedPostgres server =
            EmbeddedPostgres.open(
                EmbeddedOptions.in(folder)
                    .lifetime(Lifetime.TIED_AND_REMOVED)
                    .durability(Durability.DURABLE)
                    .with("archive_mode", "on")
                    .with("archive_command", "false"));
        Session session = session(server)) {
      BatchPolicy policy =
          new BatchPolicy(
              Duration.ofMillis(50),
              0,
              1,
              1,
              Duration.ofSeconds(1),
              Duration.ofSeconds(10),
              1 << 20,
              1);
      Brake brake = new Brake(session, policy, everySecond());
      assertThat(brake.reason()).isEmpty();
      session.execute("CREATE TABLE t AS SELECT 1 AS a; SELECT pg_switch_wal()");
      assertThat(awaited(brake))
          .hasValueSatisfying(r -> assertThat(r).endsWith("MiB of WAL wait for the archive"));

      session.execute("ALTER SYSTEM SET archive_command = 'true'");
      session.execute("SELECT pg_reload_conf(), pg_switch_wal()");
      for (long end = System.nanoTime() + 60_000_000_000L; brake.reason().isPresent(); ) {
        assertThat(System.nanoTime()).isLessThan(end);
        pause();
      }
    }
  }

  // A clock on which a second passes between any two looks.
  private static Timing everySecond() {
    long[] now = {0};
    return new Timing(() -> now[0] += 1_000_000_000L, new Cancellation()::sleep);
  }

  private static Optional<String> awaited(Brake brake) {
    Optional<String> reason = brake.reason();
    for (int i = 0; i < 100 && reason.isEmpty(); i++) {
      pause();
      reason = brake.reason();
    }
    return reason;
  }

  private static void pause() {
    new Cancellation().sleep(Duration.ofMillis(100));
  }

  private static Session session(EmbeddedPostgres server) {
    return new Connector(
            ConnectionSettings.of(
                server.host(), server.port(), server.user(), server.password(), "postgres"),
            "ebb-test",
            Duration.ofSeconds(5))
        .open();
  }
}
