package dev.ebb.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.embedded.Durability;
import dev.ebb.embedded.EmbeddedOptions;
import dev.ebb.embedded.EmbeddedPostgres;
import dev.ebb.embedded.Lifetime;
import dev.ebb.graph.Direction;
import dev.ebb.outofband.BatchPolicy;
import dev.ebb.outofband.Declaration;
import dev.ebb.outofband.Declarations;
import dev.ebb.run.Cancellation;
import dev.ebb.source.FolderTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Work waits while the server cannot get rid of its WAL, or a standby of it. */
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

  @Test
  @Tag("proof")
  void waitsForAStandbyThatIsBehindAndSaysSo() throws Exception {
    try (EmbeddedPostgres primary = open("primary");
        EmbeddedPostgres standby = open("standby")) {
      follow(standby, primary);
      try (Session session = session(primary);
          Session there = session(standby)) {
        session.execute(
            "CREATE TABLE t AS SELECT i AS id, false AS done FROM generate_series(1, 20000) i;"
                + "ALTER TABLE t ADD PRIMARY KEY (id)");
        List<Advance> events = new CopyOnWriteArrayList<>();
        Backfill backfill =
            new Backfill(
                _ -> connector(primary), BackfillOptions.DEFAULTS, new Cancellation(), events::add);
        assertThat(backfill.run(slowly(), Direction.UP)).isInstanceOf(Ending.Completed.class);
        assertThat(events)
            .filteredOn(Advance.Waiting.class::isInstance)
            .extracting(event -> ((Advance.Waiting) event).reason())
            .isNotEmpty()
            .allSatisfy(reason -> assertThat(reason).matches("a standby is [0-9.]+ s behind"));
        assertThat(awaited(() -> value(there, "SELECT count(*) FROM t WHERE done").equals("20000")))
            .isTrue();

        there.execute("SELECT pg_wal_replay_pause()");
        session.execute("UPDATE t SET done = false");
        Brake brake = new Brake(session, slowly().getFirst().policy(), everySecond());
        assertThat(awaited(() -> brake.reason().isPresent())).isTrue();
        there.execute("SELECT pg_wal_replay_resume()");
        assertThat(awaited(() -> brake.reason().isEmpty())).isTrue();
      }
    }
  }

  private static List<Declaration> slowly() throws IOException {
    Path project = Files.createTempDirectory("ebb-test-slowly-");
    Path home = Files.createDirectories(project.resolve("out-of-band/17_m"));
    Files.writeString(
        home.resolve("metadata.yaml"),
        """
        id: 17
        schema: frontend
        component: c
        description: d
        introduced: v4.3
        non_destructive: true
        table: t
        key: id
        up: {predicate: NOT done, set: done = true}
        batch: {first_size: 4, largest_size: 4, rest: 0, replication_lag: 1s}
        """);
    return Declarations.read(FolderTree.at(project), List.of(Rig.SCHEMA)).all();
  }

  private static EmbeddedPostgres open(String name) throws IOException {
    return EmbeddedPostgres.open(
        EmbeddedOptions.in(Files.createTempDirectory("ebb-test-" + name + "-"))
            .lifetime(Lifetime.TIED_AND_REMOVED)
            .durability(Durability.FAST));
  }

  /** Makes one a standby of the other that replays two seconds late. */
  private static void follow(EmbeddedPostgres standby, EmbeddedPostgres primary) throws Exception {
    primary.stop();
    standby.stop();
    String script =
        "rm -rf \"$2/data\" && cp -a \"$1/data\" \"$2/data\" && cd \"$2/data\" && rm -f postmaster.pid"
            + " && cp -a PG_VERSION standby.signal";
    int copied =
        new ProcessBuilder(
                "sh", "-c", script, "sh", primary.folder().toString(), standby.folder().toString())
            .inheritIO()
            .start()
            .waitFor();
    assertThat(copied).isZero();
    primary.restart();
    Files.writeString(
        standby.folder().resolve("data/postgresql.auto.conf"),
        """
        primary_conninfo = 'host=%s port=%d user=%s password=%s'
        recovery_min_apply_delay = 2s
        wal_receiver_status_interval = 1s
        """
            .formatted(primary.host(), primary.port(), primary.user(), primary.password()),
        StandardOpenOption.APPEND);
    standby.restart();
    try (Session session = session(primary)) {
      String follows = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'";
      assertThat(awaited(() -> value(session, follows).equals("1"))).isTrue();
    }
  }

  private static String value(Session session, String sql) {
    return session.queryOne(sql, row -> String.valueOf(row.textAt(0)));
  }

  private static boolean awaited(BooleanSupplier condition) {
    for (int i = 0; i < 600; i++) {
      if (condition.getAsBoolean()) {
        return true;
      }
      pause();
    }
    return false;
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
    return connector(server).open();
  }

  private static Connector connector(EmbeddedPostgres server) {
    return new Connector(
        ConnectionSettings.of(
            server.host(), server.port(), server.user(), server.password(), "postgres"),
        "ebb-test",
        Duration.ofSeconds(5));
  }
}
