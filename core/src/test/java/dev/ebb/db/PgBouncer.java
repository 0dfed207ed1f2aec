package dev.ebb.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real PgBouncer in front of one test database; never runs as root, which it refuses. */
final class PgBouncer implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");
  private static final String UNPRIVILEGED = "nobody";

  private final Process process;
  private final int port;
  private final TestDatabase db;

  private PgBouncer(Process process, int port, TestDatabase db) {
    this.process = process;
    this.port = port;
    this.db = db;
  }

  static PgBouncer start(Path folder, TestDatabase db, String poolMode, int poolSize)
      throws IOException {
    assertThat(PROGRAM).as("install pgbouncer, as .ci/run does").isExecutable();
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path config = folder.resolve("pgbouncer.ini");
    Files.writeString(
        config,
        """
        [databases]
        pooled = host=%s port=%d dbname=%s user=%s password=%s
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = any
        pool_mode = %s
        default_pool_size = %d
        query_wait_timeout = 60
        ignore_startup_parameters = extra_float_digits
        """
            .formatted(
                db.host(),
                db.port(),
                db.name(),
                db.user(),
                db.password(),
                port,
                poolMode,
                poolSize));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), "-q"));
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("-u", UNPRIVILEGED));
    }
    command.add(config.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("pgbouncer.log").toFile())
            .start();
    return new PgBouncer(process, port, db);
  }

  Connector connector() {
    ConnectionSettings settings =
        ConnectionSettings.of("127.0.0.1", port, db.user(), db.password(), "pooled");
    return new Connector(settings, "ebb-test", Duration.ofSeconds(5));
  }

  @Override
  public void close() {
    process.destroy();
    if (process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join().isAlive()) {
      process.destroyForcibly();
    }
  }
}
