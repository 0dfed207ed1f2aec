package dev.ebb.introspect;

import dev.ebb.catalog.Catalog;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Another database's catalog, read in a thread of its own while the caller does something else, so
 * that two databases are read in the time of one.
 */
public final class EarlyReading {
  private final FutureTask<Catalog> task;

  private EarlyReading(FutureTask<Catalog> task) {
    this.task = task;
  }

  /** Begins, with dependencies; the connection is closed when it is done. */
  public static EarlyReading of(CatalogReader reader, Connector connector) {
    FutureTask<Catalog> task =
        new FutureTask<>(() -> {
          try (Session session = connector.open()) {
            return reader.readWithDependencies(session);
          }
        });
    Thread.ofPlatform().daemon().name("ebb-other-catalog").start(task);
    return new EarlyReading(task);
  }

  /**
   * What was read; waits for it.
   *
   * @throws Fault if the database cannot be reached
   * @throws dev.ebb.db.SqlFailure if its server refuses
   */
  public Catalog catalog() {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Fault.of(FaultCode.CANCELLED, "stopped as asked", "run it again", e);
    }
  }
}
