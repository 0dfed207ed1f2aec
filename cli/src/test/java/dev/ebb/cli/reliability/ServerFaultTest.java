package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Servers that cannot do what is asked: a clear refusal, or a clean failure; never a mess. */
@ExtendWith(LeakCheck.class)
class ServerFaultTest {
  private static final Path PGBOUNCER = Path.of("/usr/sbin/pgbouncer");

  private final TestPostgres server = TestPostgres.shared();

  @TempDir private Path folder;

  private EbbCommand two() {
    return Scripts.of("CREATE TABLE a (id int);", "DROP TABLE a;")
        .then("CREATE TABLE b (id int);", "DROP TABLE b;")
        .in(folder);
  }

  @Test
  void aFullDiskFailsTheMigrationCleanlyAndWithRoomTheNextRunCompletes() throws Exception {
    EbbCommand ebb =
        Scripts.of("CREATE TABLE a (id int);", "DROP TABLE a;")
            .then(
                "CREATE TABLE big (body text) TABLESPACE tiny;"
                    + "INSERT INTO big SELECT repeat(md5(g::text), 10) FROM generate_series(1, 30000) g;",
                "DROP TABLE big;")
            .in(folder.resolve("project"));
    try (TestPostgres own = TestPostgres.durable();
        SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 4);
        TestDatabase database = own.newDatabase()) {
      database.execute("CREATE TABLESPACE tiny LOCATION '" + disk.path() + "'");
      ebb.on(database).run(0, "upto", "--db=shop", "--target=1001");
      String said = ebb.on(database).run(1, "up");
      assertThat(said).contains("No space left on device", "1002").contains("room");
      assertThat(Scripts.applied(database)).containsExactly("1001");
      assertThat(database.value("SELECT to_regclass('big') IS NULL")).isEqualTo("t");
      disk.grow(64);
      ebb.on(database).run(0, "up");
      assertThat(database.value("SELECT count(*) FROM big")).isEqualTo("30000");
      Leaks.none(own, said);
    }
  }

  @Test
  void aRoleWithoutRightsIsToldWhatToGrantAndChangesNothing() {
    try (TestDatabase database = server.newDatabase()) {
      database.execute("CREATE ROLE crash_weak LOGIN PASSWORD 'weak-secret'");
      try {
        String said = two().on(as(database, "crash_weak", "weak-secret")).run(1, "up");
        assertThat(said).contains("permission denied").contains("GRANT");
        assertThat(said).doesNotContain("weak-secret");
        assertThat(tables(database)).isEmpty();
      } finally {
        database.execute("DROP OWNED BY crash_weak; DROP ROLE crash_weak");
      }
    }
  }

  @Test
  void aReadOnlyDatabaseIsRefusedWithTheWayOut() {
    try (TestDatabase database = server.newDatabase()) {
      database.execute(
          "ALTER DATABASE " + database.name() + " SET default_transaction_read_only = on");
      String said = two().on(database).run(1, "up");
      assertThat(said).contains("default_transaction_read_only");
      database.execute("SET default_transaction_read_only = off");
      assertThat(tables(database)).isEmpty();
    }
  }

  @Test
  void aReplicaIsRefused() throws IOException {
    try (TestPostgres own = TestPostgres.durable();
        TestDatabase database = own.newDatabase()) {
      EbbCommand ebb = two();
      ebb.on(database).run(0, "upto", "--db=shop", "--target=1001");
      own.server().stop();
      Path data = own.server().pidFile().resolveSibling("standby.signal");
      Files.writeString(data, "");
      own.server().restart();
      String said = ebb.on(database).run(1, "up");
      assertThat(said).contains("replica");
      assertThat(Scripts.applied(database)).containsExactly("1001");
      Files.delete(data);
      own.server().restart();
      ebb.on(database).run(0, "up");
    }
  }

  @Test
  void withoutASlotForTheWatchdogTheRunGoesOn() {
    try (TestDatabase database = server.newDatabase()) {
      database.execute("CREATE ROLE crash_single LOGIN CONNECTION LIMIT 1 PASSWORD 'x'");
      try {
        database.execute("ALTER DATABASE " + database.name() + " OWNER TO crash_single");
        String dsn = as(database, "crash_single", "x");
        two().on(dsn).run(0, "up");
        assertThat(Scripts.applied(database)).containsExactly("1001", "1002");
      } finally {
        database.execute(
            "ALTER DATABASE "
                + database.name()
                + " OWNER TO CURRENT_USER;"
                + "REASSIGN OWNED BY crash_single TO CURRENT_USER;"
                + "DROP OWNED BY crash_single; DROP ROLE crash_single");
      }
    }
  }

  @Test
  void withoutAnySlotNothingHappensAndTheMessageSaysWhy() {
    try (TestDatabase database = server.newDatabase()) {
      database.execute("CREATE ROLE crash_none LOGIN CONNECTION LIMIT 0 PASSWORD 'x'");
      try {
        String said = two().on(as(database, "crash_none", "x")).run(1, "up");
        assertThat(said).contains("too many connections");
      } finally {
        database.execute("DROP ROLE crash_none");
      }
    }
  }

  @Test
  void aPoolerInTransactionModeIsRefusedAndInSessionModeItWorks() throws Exception {
    assertThat(PGBOUNCER).as("install pgbouncer: apt-get install pgbouncer").isExecutable();
    try (TestDatabase database = server.newDatabase()) {
      for (String mode : List.of("transaction", "statement", "session")) {
        int port = freePort();
        Path home = Files.createTempDirectory(Path.of("/tmp"), "ebb-pgbouncer-");
        Process pooler = pooler(home, database, mode, port);
        try {
          await(port, pooler);
          String dsn = database.dsn().replace(":" + database.port() + "/", ":" + port + "/");
          if (mode.equals("session")) {
            two().on(dsn).run(0, "up");
            assertThat(Scripts.applied(database)).containsExactly("1001", "1002");
          } else {
            String said = two().on(dsn).run(1, "up");
            assertThat(said).contains("pool");
            assertThat(tables(database)).isEmpty();
          }
        } finally {
          pooler.destroyForcibly().waitFor();
          sh("rm -rf " + home);
          sh("rm -rf " + folder.resolve("migrations"));
        }
      }
    }
  }

  @Test
  void settingsOfOneMigrationDoNotReachTheNext() {
    EbbCommand ebb =
        Scripts.of(
                "CREATE TABLE seen (step int, zone text, path text, role text);"
                    + "INSERT INTO seen SELECT 1, current_setting('TimeZone'), current_setting('search_path'), current_user;"
                    + "SET TimeZone = 'Asia/Tokyo'; SET search_path = pg_catalog; SET ROLE pg_monitor;",
                "DROP TABLE seen;")
            .then(
                "INSERT INTO seen SELECT 2, current_setting('TimeZone'), current_setting('search_path'), current_user;",
                "DELETE FROM seen;")
            .then(
                "INSERT INTO seen SELECT 3, current_setting('TimeZone'), current_setting('search_path'), current_user;"
                    + "VACUUM seen;",
                "DELETE FROM seen;")
            .in(folder)
            .with("TZ", "America/New_York");
    try (TestDatabase database = server.newDatabase()) {
      ebb.on(database).run(0, "up");
      assertThat(database.query("SELECT DISTINCT zone, path, role FROM seen"))
          .containsExactly("UTC|\"$user\", public|" + database.user());
    }
  }

  private static Process pooler(Path home, TestDatabase database, String mode, int port)
      throws Exception {
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.writeString(
        home.resolve("users"), "\"" + database.user() + "\" \"" + database.password() + "\"\n");
    Files.writeString(
        home.resolve("pgbouncer.ini"),
        """
        [databases]
        * = host=%s port=%d
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        auth_type = plain
        auth_file = %s/users
        pool_mode = %s
        unix_socket_dir =
        ignore_startup_parameters = extra_float_digits
        """
            .formatted(database.host(), database.port(), port, home, mode));
    boolean root = sh("[ $(id -u) = 0 ]") == 0;
    ProcessBuilder builder =
        root
            ? new ProcessBuilder(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "--",
                PGBOUNCER.toString(),
                home.resolve("pgbouncer.ini").toString())
            : new ProcessBuilder(PGBOUNCER.toString(), home.resolve("pgbouncer.ini").toString());
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void await(int port, Process pooler) {
    for (int i = 0; i < 500 && pooler.isAlive(); i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (socket.isConnected()) {
          return;
        }
      } catch (IOException e) {
        EbbProcess.pause(20);
      }
    }
    throw new AssertionError("pgbouncer does not start");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String as(TestDatabase database, String user, String password) {
    return database
        .dsn()
        .replace("//" + database.user() + ":" + database.password(), "//" + user + ":" + password);
  }

  private static List<String> tables(TestDatabase database) {
    return database.query(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1");
  }

  private static int sh(String script) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", script)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return process.waitFor();
  }
}
