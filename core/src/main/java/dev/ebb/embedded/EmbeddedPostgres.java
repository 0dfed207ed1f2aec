package dev.ebb.embedded;

import dev.ebb.exec.Command;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of our own that runs now: found or started in a folder, which holds all there is of
 * it. What is in the folder survives its server, a kill -9 and a reboot included: the next {@link
 * #open} brings it back on the same port where that is free.
 *
 * <p>It listens on the loopback address only and asks for a password. Safe for use by several
 * threads; several processes may open the same folder at once, and share one server.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  /** Where every embedded server listens. */
  public static final String HOST = "127.0.0.1";

  private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

  /** A watcher stops the tied server of a process that died within this time. */
  private static final Duration WATCHER_PATIENCE = Duration.ofSeconds(3);

  private final Programs programs = Programs.local();
  private final EmbeddedOptions options;
  private final StateFolder state;
  private Postmaster server;
  private @Nullable Watcher watcher;

  private EmbeddedPostgres(
      EmbeddedOptions options, StateFolder state, Postmaster server, @Nullable Watcher watcher) {
    this.options = options;
    this.state = state;
    this.server = server;
    this.watcher = watcher;
  }

  /**
   * Finds the server that runs in a folder, or starts it, or makes it. Takes milliseconds, 0.2 s,
   * and 3 s on a machine that never ran one.
   *
   * @throws Fault if there are no binaries for this machine or version, the disk refuses, a server
   *     of another major version lives in the folder, or the server does not start (with the end of
   *     its log); nothing half-made is left in use then
   */
  public static EmbeddedPostgres open(EmbeddedOptions options) {
    StateFolder state = new StateFolder(options.folder());
    Optional<EmbeddedPostgres> found = find(state, options);
    if (found.isPresent()) {
      return found.get();
    }
    try (FileMutex _ = state.lock()) {
      // a server that is coming up or going down: its starter was killed, or a watcher is at work
      Pause.until(
          () -> state.postmaster().isEmpty() || find(state, options).isPresent(),
          options.lifetime() == Lifetime.KEPT ? STOP_PATIENCE : WATCHER_PATIENCE);
      return find(state, options).orElseGet(() -> start(state, options));
    }
  }

  /** The kept server that runs in a folder, if one does; starts nothing. */
  public static Optional<EmbeddedPostgres> running(Path folder) {
    EmbeddedOptions options = EmbeddedOptions.in(folder);
    StateFolder state = new StateFolder(options.folder());
    return state.hasData() ? find(state, options.major(state.major())) : Optional.empty();
  }

  /**
   * Whether the programs of a major version are on the class path, as far as the names of the jars
   * there tell.
   */
  public static boolean offers(int major) {
    try {
      return !Bundle.candidates(major).isEmpty();
    } catch (Fault e) {
      return false;
    }
  }

  private static Optional<EmbeddedPostgres> find(StateFolder state, EmbeddedOptions options) {
    if (state.hasData() && state.major() != options.major()) {
      throw Fault.of(
          FaultCode.MACHINE,
          "%s holds a server of PostgreSQL %d, not %d"
              .formatted(state.root(), state.major(), options.major()),
          "ask for %d, or use another folder for %d".formatted(state.major(), options.major()));
    }
    if (options.lifetime() != Lifetime.KEPT) {
      return Optional.empty();
    }
    return state
        .postmaster()
        .filter(Postmaster::ready)
        .filter(Postmaster::answers)
        .map(server -> new EmbeddedPostgres(options, state, server, null));
  }

  private static EmbeddedPostgres start(StateFolder state, EmbeddedOptions options) {
    state.postmaster().ifPresent(other -> refuse(state, other));
    Starter.Started started = Starter.start(Programs.local(), state, options);
    return new EmbeddedPostgres(options, state, started.server(), started.watcher());
  }

  private static void refuse(StateFolder state, Postmaster other) {
    throw Fault.of(
        FaultCode.MACHINE,
        "another server (process " + other.pid() + ") is running in " + state.root(),
        "wait for the process that started it, or stop it with: kill -INT " + other.pid());
  }

  /** Where it listens. */
  public String host() {
    return HOST;
  }

  /** The port at which it listens. */
  public synchronized int port() {
    return server.port();
  }

  /** The superuser. */
  public String user() {
    return Template.USER;
  }

  /** The password of the superuser. A secret: not for any output. */
  public String password() {
    return state.password();
  }

  /** The major version, like 15. */
  public int major() {
    return state.major();
  }

  /** The full version, like {@code 15.19}. */
  public String version() {
    return state.version();
  }

  /** The folder that holds all there is of it. */
  public Path folder() {
    return state.root();
  }

  /** What the server has to say. */
  public Path log() {
    return state.log();
  }

  /** The file in which the server notes its process and port while it runs. */
  public Path pidFile() {
    return Postmaster.file(state.data());
  }

  /** The number of the server's main process. */
  public synchronized long postmasterPid() {
    return server.pid();
  }

  /** Whether it runs and answers at this moment. */
  public boolean running() {
    return state.postmaster().filter(Postmaster::answers).isPresent();
  }

  /** Stops it, if it runs, and starts it again, on the same port where that is free. */
  public synchronized void restart() {
    try (FileMutex _ = state.lock()) {
      end();
      Starter.Started started = Starter.start(programs, state, options);
      server = started.server();
      watcher = started.watcher();
    }
  }

  /**
   * Stops it, if it runs: open transactions are rolled back, what is committed stays. The folder
   * stays; {@link #open} goes on from there.
   */
  public synchronized void stop() {
    try (FileMutex _ = state.lock()) {
      end();
    }
  }

  /** Stops it, if it runs, and removes its folder with all data. */
  public synchronized void remove() {
    if (!Files.isDirectory(state.root())) {
      return;
    }
    try (FileMutex _ = state.lock()) {
      if (watcher != null) {
        watcher.remove();
        watcher = null;
      }
      end();
      Tree.remove(state.root());
    } catch (IOException e) {
      throw DiskFault.of("remove the embedded PostgreSQL", state.root(), e);
    }
  }

  /** Ends a tied server as its lifetime says; leaves a kept one running. */
  @Override
  public void close() {
    switch (options.lifetime()) {
      case KEPT -> {}
      case TIED -> stop();
      case TIED_AND_REMOVED -> remove();
    }
  }

  private void end() {
    if (watcher != null) {
      watcher.stop();
      watcher = null;
    }
    state.postmaster().ifPresent(this::end);
  }

  private void end(Postmaster running) {
    signal("INT", running);
    if (!Pause.until(() -> !running.worksIn(state.data()), STOP_PATIENCE)) {
      signal("QUIT", running);
      if (!Pause.until(() -> !running.worksIn(state.data()), STOP_PATIENCE)) {
        throw Fault.of(
            FaultCode.MACHINE,
            "the embedded PostgreSQL in " + state.root() + " does not stop",
            "look into " + state.log() + "; its main process is " + running.pid());
      }
    }
  }

  /** INT: end all sessions and stop; QUIT: stop at once and recover at the next start. */
  private void signal(String name, Postmaster to) {
    programs.run(
        Command.of("sh", "-c", "kill -s \"$1\" \"$2\"", "sh", name, String.valueOf(to.pid())));
  }
}
