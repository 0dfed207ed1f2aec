package dev.ebb.embedded;

import dev.ebb.exec.Command;
import dev.ebb.exec.Ending;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings a server up on a state folder, whatever state its last end left that in. To be used with
 * the lock of the folder held.
 */
final class Starter {
  /** Crash recovery of a large database may take its time. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final Duration RETRY_FOR = Duration.ofSeconds(20);
  private static final Duration RETRY_AFTER = Duration.ofMillis(200);

  private final Programs programs;
  private final StateFolder state;
  private final EmbeddedOptions options;
  private final RunAs runAs;
  private final Installation installation;

  private Starter(
      Programs programs,
      StateFolder state,
      EmbeddedOptions options,
      RunAs runAs,
      Installation installation) {
    this.programs = programs;
    this.state = state;
    this.options = options;
    this.runAs = runAs;
    this.installation = installation;
  }

  /**
   * What runs now.
   *
   * @param watcher null for a kept server
   */
  record Started(Postmaster server, @Nullable Watcher watcher) {}

  /** Prepares what is missing (programs, template, data) and starts the server. */
  static Started start(Programs programs, StateFolder state, EmbeddedOptions options) {
    RunAs runAs = RunAs.find(programs);
    Path place = options.cache() == null ? CachePlace.choose(runAs) : options.cache();
    Cache cache = new Cache(place, programs);
    Installation installation = cache.installation(options.major());
    Starter starter = new Starter(programs, state, options, runAs, installation);
    try {
      if (!state.hasData()) {
        Path template = new Template(cache, programs, runAs).of(installation);
        state.fill(template, starter::flush);
      }
      state.configure(options);
      state.prepareLog();
      starter.handOver();
      Started started = starter.tryUntilUp();
      state.note(installation, started.server());
      return started;
    } catch (IOException e) {
      throw DiskFault.of("start the embedded PostgreSQL", state.root(), e);
    }
  }

  /** The template was not flushed to the disk, and neither was its copy. */
  private void flush(Path data) throws IOException {
    switch (options.durability()) {
      case FAST -> {}
      case DURABLE -> {
        // the whole file system at once: a second quicker than each of a thousand files
        if (!programs.run(Command.of("sync", "-f", data.toString())).succeeded()) {
          flushEachFile(data);
        }
      }
    }
  }

  private void flushEachFile(Path data) throws IOException {
    give(data);
    give(state.root());
    Command initdb =
        runAs.command(installation.program("initdb"), "--sync-only", "--pgdata=" + data);
    Ending ending = programs.run(initdb.in(state.root()));
    if (!ending.succeeded()) {
      throw new IOException("initdb --sync-only: " + ending.describe());
    }
  }

  /** Makes the files belong to whom the server runs as: not always the same as last time. */
  private void handOver() throws IOException {
    for (Path each : List.of(state.data(), state.settings(), state.log(), state.root())) {
      give(each);
    }
  }

  private void give(Path what) throws IOException {
    Path probe = Files.createTempFile(state.root(), "owner", "");
    try {
      Owner self = Owner.of(probe);
      Tree.give(what, runAs.owner() == null ? self : runAs.owner());
    } finally {
      Files.delete(probe);
    }
  }

  private Started tryUntilUp() throws IOException {
    long deadline = System.nanoTime() + RETRY_FOR.toNanos();
    int port = firstPort();
    while (true) {
      clearStaleNote();
      long before = state.logLength();
      Optional<Started> started = attempt(port);
      if (started.isPresent()) {
        return started.get();
      }
      String log = state.logSince(before);
      if (!passes(log) || System.nanoTime() > deadline) {
        throw failed(log);
      }
      port = freePort();
      Pause.of(RETRY_AFTER);
    }
  }

  /**
   * The number in the file may by now be that of another process, which would keep the server from
   * starting; a dead one the server sees to itself.
   */
  private void clearStaleNote() throws IOException {
    Optional<Postmaster> noted = Postmaster.noted(state.data());
    if (noted.isPresent()
        && ProcessHandle.of(noted.get().pid()).isPresent()
        && state.postmaster().isEmpty()) {
      Files.deleteIfExists(Postmaster.file(state.data()));
    }
  }

  private Optional<Started> attempt(int port) throws IOException {
    // relative names, because pg_ctl hands them to a shell, and a folder may be called anything
    Command command =
        runAs
            .command(installation.program("pg_ctl"), "start", "--silent", "--wait")
            .and("--timeout=" + PATIENCE.toSeconds(), "--pgdata=data", "--log=server.log")
            .and("--options=-p " + port)
            .in(state.root())
            .within(PATIENCE.plusSeconds(10));
    return switch (options.lifetime()) {
      case KEPT -> kept(command);
      case TIED -> tied(Watcher.launch(programs, state, command, Watcher.AtEnd.STOP));
      case TIED_AND_REMOVED -> tied(Watcher.launch(programs, state, command, Watcher.AtEnd.REMOVE));
    };
  }

  private Optional<Started> kept(Command command) throws IOException {
    Ending ending = programs.run(command);
    if (!ending.succeeded()) {
      Files.writeString(state.log(), ending.describe() + "\n", StandardOpenOption.APPEND);
      return Optional.empty();
    }
    return server().map(server -> new Started(server, null));
  }

  private Optional<Started> tied(Watcher watcher) {
    Optional<Postmaster> server = watcher.started() ? server() : Optional.empty();
    if (server.isEmpty()) {
      watcher.stop();
    }
    return server.map(found -> new Started(found, watcher));
  }

  private Optional<Postmaster> server() {
    return state.postmaster().filter(Postmaster::answers);
  }

  /** Whether the trouble may be gone at the next attempt. */
  private static boolean passes(String log) {
    String text = log.toLowerCase(Locale.ROOT);
    return text.contains("could not bind")
        || text.contains("address already in use")
        // backends of a killed server, which notice its death a moment later
        || text.contains("pre-existing shared memory block")
        || text.contains("postmaster.pid\" already exists");
  }

  private int firstPort() throws IOException {
    int last = state.lastPort();
    return last != 0 && isFree(last) ? last : freePort();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket =
        new ServerSocket(port, 1, InetAddress.ofLiteral(EmbeddedPostgres.HOST))) {
      return socket.isBound();
    } catch (IOException _) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket =
        new ServerSocket(0, 1, InetAddress.ofLiteral(EmbeddedPostgres.HOST))) {
      return socket.getLocalPort();
    }
  }

  private Fault failed(String log) {
    String remedy =
        log.contains("could not access directory") || log.contains("Permission denied")
            ? "the server runs under "
                + String.join(" ", runAs.prefix())
                + ": use a folder that this user can reach, or allow user namespaces"
            : "the whole log is in "
                + state.log()
                + "; if what is in that server can be made again, remove the folder "
                + state.root()
                + " and run the same again";
    return Fault.of(
        FaultCode.MACHINE, "the embedded PostgreSQL did not start; its log ends:\n" + log, remedy);
  }
}
