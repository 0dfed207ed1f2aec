package dev.ebb.cli.drilling;

import dev.ebb.db.Session;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A transaction that somebody forgot, and a migration that waits behind it. */
final class Hang implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Session holder;
  private final FutureTask<Typist.Ran> migration;
  private final long begun = System.nanoTime();
  private Duration waited = Duration.ZERO;

  private Hang(Session holder, FutureTask<Typist.Ran> migration) {
    this.holder = holder;
    this.migration = migration;
  }

  /** Has somebody hold the table, starts the migration, and returns when that waits. */
  static Hang of(Ground ground, Typist typist, Path project, String table, List<String> up) {
    Session holder = ground.session();
    holder.execute("BEGIN; SELECT count(*) FROM " + table);
    FutureTask<Typist.Ran> migration = new FutureTask<>(() -> typist.type(project, up));
    Hang hang = new Hang(holder, migration);
    Thread.ofPlatform().daemon().name("ebb-drill-hang").start(migration);
    try (Session watcher = ground.session()) {
      while (!hang.waits(watcher)) {
        hang.goesOn();
        Thread.sleep(10);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    hang.waited = hang.elapsed();
    return hang;
  }

  private boolean waits(Session watcher) {
    return watcher.queryOne(
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE "
            + holder.backendPid()
            + " = ANY (pg_blocking_pids(pid))) AS waits",
        row -> row.bool("waits"));
  }

  private void goesOn() {
    if (migration.isDone() || elapsed().compareTo(PATIENCE) > 0) {
      letGo();
      throw Fault.of(
          FaultCode.MACHINE,
          "the migration does not wait for the forgotten transaction",
          "please report it; the throw-away server is removed");
    }
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** The process of the forgotten transaction. */
  int holder() {
    return holder.backendPid();
  }

  /** How long it took until the migration waited. */
  Duration waited() {
    return waited;
  }

  /** How the migration ended, which it does once nobody is in its way; its time counts from now. */
  Typist.Ran end() {
    long from = System.nanoTime();
    try {
      Typist.Ran ran = migration.get();
      return new Typist.Ran(ran.status(), Duration.ofNanos(System.nanoTime() - from), ran.said());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Ends the forgotten transaction from here. */
  void letGo() {
    holder.abort();
  }

  @Override
  public void close() {
    letGo();
  }
}
