package dev.ebb.restore.pgbackrest;

import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.exec.Ending;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.pitr.Progress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The server on a restored data directory, as long as it is on trial: only on the loopback
 * interface, and it does nothing by itself that anybody outside could notice.
 *
 * @param bin where the programs of its version are
 * @param cluster the server that it is a copy of, whose files of settings count
 */
record Trial(Programs programs, Identity identity, Path bin, Cluster cluster, Path data) {
  private static final String LOG = "ebb-trial.log";
  private static final Duration STEP = Duration.ofMillis(100);
  private static final Duration SHORT = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String REACHED = "recovery stopping ";
  private static final int QUOTED = 12;

  /** As the system says it, in English because the server is told to. */
  static final String FULL = "No space left on device";

  /** Whether it runs. */
  boolean runs() {
    return Postmaster.of(data).isPresent();
  }

  /** Where it listens. */
  int port() {
    return Postmaster.of(data).map(Postmaster::port).orElse(0);
  }

  /** A port that is free now. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw Fault.of(FaultCode.MACHINE, "there is no free port: " + e, "run it again", e);
    }
  }

  /**
   * Starts it; it may still be on its way then.
   *
   * @return whether it does not run for a reason that passes: somebody else has the port, or
   *     processes of a killed server are still there
   */
  boolean start(int port, String sockets) {
    List<String> options = new ArrayList<>();
    settings(port, sockets).forEach(setting -> options.add("-c " + Shell.quote(setting)));
    int before = log().length();
    // by a relative name, since pg_ctl hands it to a shell
    Ending ending =
        programs.run(
            identity
                .command(bin.resolve("pg_ctl").toString(), "start", "--silent", "--wait")
                .and("--timeout=30", "--pgdata=.", "--log=" + LOG)
                .and("--options=" + String.join(" ", options))
                .in(data)
                .within(SHORT));
    if (ending.succeeded() || runs()) {
      return false;
    }
    String log = log();
    if (log.length() == before) {
      throw Fault.of(
          FaultCode.MACHINE,
          "the restored server in " + data + " did not start: " + ending.describe(),
          "the old server serves as before; mend the cause and run it again");
    }
    String since = log.substring(Math.min(before, log.length()));
    return since.contains("Address already in use")
        || since.contains("pre-existing shared memory block");
  }

  // A copy of a server would also do what that does: send mail by a job, take the changes of a
  // publisher that are not for it, wait for a standby that is not its own.
  private List<String> settings(int port, String sockets) {
    return List.of(
        "config_file=" + cluster.config(),
        "hba_file=" + cluster.hba(),
        "ident_file=" + cluster.ident(),
        "data_directory=" + data,
        "external_pid_file=",
        "port=" + port,
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=" + sockets,
        "shared_buffers=128MB",
        "huge_pages=off",
        "archive_mode=off",
        // archived when it comes to serve
        cluster.major() < 13 ? "wal_keep_segments=10000" : "wal_keep_size=160000",
        "synchronous_standby_names=",
        "max_logical_replication_workers=0",
        "cron.launch_active_jobs=off",
        // nobody looks before it is there, and it would wait for settings as large as they were
        // then
        "hot_standby=off",
        "logging_collector=off",
        "log_destination=stderr",
        "log_min_messages=warning",
        "lc_messages=C");
  }

  /**
   * Waits until it is at the moment and has become a server of its own.
   *
   * @throws Fault if it ended before, with what its log says; or if it does not let us in
   */
  void awaitMoment(Connector connector, Target target, Consumer<Progress> progress) {
    while (!isReady()) {
      if (!runs()) {
        throw ended(log(), target);
      }
      progress.accept(Progress.of("replaying writes up to " + target.moment().words()));
      LockSupport.parkNanos(STEP.toNanos());
    }
    // only now: what it says last it says just before it is ready
    String log = log();
    if (!log.contains(REACHED)) {
      throw notThere(log, target);
    }
    awaitEntrance(connector);
  }

  // It tells that in a file; whether it lets anybody in is another question.
  private boolean isReady() {
    return Postmaster.of(data).filter(found -> found.status().equals("ready")).isPresent();
  }

  /** Waits until it answers, when it was there already. */
  void awaitAnswer(Connector connector) {
    while (!isReady()) {
      if (!runs()) {
        throw Fault.of(
            FaultCode.MACHINE,
            "the restored server in " + data + " ended; its log ends:\n" + tail(log()),
            "the old server serves as before; run the same again");
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
    awaitEntrance(connector);
  }

  // Roles and passwords are those of the moment, and its address is another than that of the
  // server: who may get in there may not get in here, and no waiting helps.
  private void awaitEntrance(Connector connector) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (Session _ = connector.open()) {
        return;
      } catch (Fault fault) {
        if (System.nanoTime() > deadline) {
          throw Fault.of(
              FaultCode.PERMISSION,
              "the restored server in "
                  + data
                  + " is ready, and does not let us in: "
                  + fault.problems().getFirst().what(),
              "its roles and passwords are those of that moment, and connections to it come from"
                  + " this machine: see pg_hba.conf, connect as a role that could then, and go on"
                  + " with 'ebb pitr resume'; the old server serves as before",
              fault);
        }
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
  }

  private Fault ended(String log, Target target) {
    // without room for the next segment it believes that the archive has no more
    if (log.contains(FULL)) {
      return Fault.of(
          FaultCode.MACHINE,
          "the restored server in " + data + " ended: " + FULL + "; its log ends:\n" + tail(log),
          "make room, and run it again; the old server serves as before");
    }
    if (log.contains("recovery ended before configured recovery target was reached")) {
      return Fault.of(
          FaultCode.REFUSED,
          "the archive ends before "
              + target.moment().words()
              + ", or that is in another history of the server; the restored server ended",
          "choose an earlier moment ('ebb pitr list' shows the window), or see that all segments"
              + " are in the archive; the old server serves as before");
    }
    return Fault.of(
        FaultCode.MACHINE,
        "the restored server in " + data + " ended; its log ends:\n" + tail(log),
        "the old server serves as before; mend the cause and run it again");
  }

  private Fault notThere(String log, Target target) {
    return Fault.of(
        FaultCode.MACHINE,
        "the restored server in "
            + data
            + " serves, but its log does not say that it reached "
            + target.moment().words()
            + "; it ends:\n"
            + tail(log),
        "do not use it: 'ebb pitr delete' removes it; the old server serves as before");
  }

  /** Ends it, if it runs. */
  void stop() {
    if (!runs()) {
      return;
    }
    Ending ending =
        programs.run(
            identity
                .command(bin.resolve("pg_ctl").toString(), "stop", "--silent", "--mode=fast")
                .and("--pgdata=.")
                .in(data)
                .within(SHORT));
    if (!ending.succeeded() && runs()) {
      throw Fault.of(
          FaultCode.MACHINE,
          "the restored server in " + data + " does not stop: " + ending.describe(),
          "stop it by hand: " + bin.resolve("pg_ctl") + " stop -m immediate -D " + data);
    }
  }

  private String log() {
    try {
      return Files.readString(data.resolve(LOG), StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return "";
    }
  }

  private static String tail(String log) {
    List<String> lines = log.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - QUOTED), lines.size()));
  }
}
