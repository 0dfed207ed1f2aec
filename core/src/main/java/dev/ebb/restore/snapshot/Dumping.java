package dev.ebb.restore.snapshot;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.exec.Command;
import dev.ebb.exec.Ending;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.swap.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of pg_dump that gets out of the way: while it reads, it holds a weak lock on every table,
 * behind which a change of a table would queue, and behind that change everybody else. So another
 * session watches, and as soon as somebody waits for the dump, the dump is given up. Confined to
 * one thread.
 */
final class Dumping {
  static final String APPLICATION = "ebb-snapshot";
  private static final Duration FOREVER = Duration.ofDays(7);
  private static final String HOLDER = "somebody who holds or wants a lock on a whole table";
  private static final long LOOK_MILLIS = 100;
  private static final String WAITING =
      """
      SELECT 'process ' || w.pid || coalesce(' of role ' || a.usename, '')
             || coalesce(': ' || nullif(left(btrim(regexp_replace(a.query, '\\s+', ' ', 'g')), 120), ''), '') AS who
        FROM (SELECT DISTINCT pid FROM pg_catalog.pg_locks WHERE NOT granted AND pid IS NOT NULL) w
        LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = w.pid
       WHERE coalesce(a.application_name, '') <> ?
         AND pg_catalog.pg_blocking_pids(w.pid)
             && ARRAY(SELECT pid FROM pg_catalog.pg_stat_activity
                       WHERE application_name = ? AND datname = pg_catalog.current_database())
       LIMIT 1\
      """;

  private final Programs programs;
  private final Client client;
  private final ConnectionSettings settings;

  Dumping(Programs programs, Client client, ConnectionSettings settings) {
    this.programs = programs;
    this.client = client;
    this.settings = settings;
  }

  /**
   * Dumps what an exported transaction sees, and has something done in that transaction meanwhile.
   *
   * @param snapshot its number
   * @param session its session, used by nobody else until this returns
   * @param watch a session of its own in the same database
   * @return who had to wait for it, if it was given up for that
   * @throws Fault if it failed
   */
  Optional<String> run(
      String snapshot, Path to, Session session, Session watch, Consumer<Session> meanwhile) {
    FutureTask<Ending> dump = new FutureTask<>(() -> programs.run(command(snapshot, to)));
    FutureTask<Boolean> look = new FutureTask<>(() -> meanwhile.accept(session), true);
    Thread dumper = Thread.ofPlatform().daemon().name("ebb-dump").start(dump);
    Thread looker = Thread.ofPlatform().daemon().name("ebb-count").start(look);
    try {
      String waiting = null;
      while (waiting == null && !(dump.isDone() && look.isDone())) {
        waiting = look(watch);
        if (waiting == null) {
          pause(dump.isDone() ? look : dump);
        }
      }
      if (waiting == null) {
        look.get();
        return judged(dump.get());
      }
      return Optional.of(waiting);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SqlFailure failure && failure.isLockTimeout()) {
        return Optional.of(HOLDER);
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Fault.of(FaultCode.CANCELLED, "stopped as asked", "nothing was changed", e);
    } finally {
      stop(dumper, looker, session);
    }
  }

  private Command command(String snapshot, Path to) {
    Command command =
        Command.of(
                client.dump().toString(),
                "--format=directory",
                "--jobs=" + jobs(),
                client.compression(),
                "--no-password",
                "--no-sync", // the folder is, when it is sealed
                "--lock-wait-timeout=5000",
                "--snapshot=" + snapshot,
                "--file=" + to)
            .within(FOREVER);
    return with(command, settings);
  }

  private static void stop(Thread dumper, Thread looker, Session session) {
    dumper.interrupt();
    try {
      dumper.join();
      while (looker.isAlive()) {
        session.cancel();
        looker.join(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      session.abort();
    } catch (SqlFailure _) {
      session.abort();
    }
  }

  private static void pause(FutureTask<?> task) throws InterruptedException, ExecutionException {
    try {
      task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      // it is still at work
    }
  }

  private static @Nullable String look(Session watch) {
    List<String> found = watch.query(WAITING, row -> row.text("who"), APPLICATION, APPLICATION);
    return found.isEmpty() ? null : found.getFirst();
  }

  private static Optional<String> judged(Ending ending) {
    if (ending.succeeded()) {
      return Optional.empty();
    }
    String said = ending.describe();
    if (said.contains("lock timeout") || said.contains("could not obtain lock")) {
      return Optional.of(HOLDER);
    }
    throw failed("pg_dump failed", said);
  }

  static Fault failed(String what, String said) {
    return Fault.of(
        FaultCode.MACHINE,
        what + ": " + said,
        (said.contains("No space left") || said.contains("could not extend file")
                ? "make room on that disk"
                : "mend the cause")
            + " and run it again; what had been written was removed, and the database was left"
            + " alone");
  }

  static int jobs() {
    return Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
  }

  /** With all that is needed to get to a database, in the environment and never as arguments. */
  static Command with(Command command, ConnectionSettings settings) {
    Command connected = command;
    for (var variable : settings.environment("").entrySet()) {
      if (!variable.getKey().equals("PGDATASOURCE")) {
        connected = connected.with(variable.getKey(), variable.getValue());
      }
    }
    return connected.with("PGAPPNAME", APPLICATION).with("LC_ALL", "C");
  }

  /** A session that counts as a part of the dump to whoever looks who waits for it. */
  static void join(Session session) {
    try {
      session.execute("SET application_name = '" + APPLICATION + "'");
      Site.unhurried(session);
    } catch (SqlFailure e) {
      throw failed("the session of the dump could not be set up", e.serverMessage());
    }
  }
}
