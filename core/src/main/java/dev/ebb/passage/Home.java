package dev.ebb.passage;

import dev.ebb.db.Connector;
import dev.ebb.db.LockKey;
import dev.ebb.db.MigrationLock;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.run.Cancellation;
import dev.ebb.source.SchemaConfig;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The database of the first schema, which remembers passages: a session, for a passage itself with
 * a lock that keeps others from beginning one.
 */
final class Home implements AutoCloseable {
  private static final LockKey KEY = LockKey.of(Logbook.RUNS);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Session session;
  private final @Nullable MigrationLock lock;
  private final String namespace;

  private Home(Session session, @Nullable MigrationLock lock) {
    this.session = session;
    this.lock = lock;
    this.namespace = Objects.requireNonNullElse(session.facts().currentSchema(), "public");
  }

  /** To look only. */
  static Home looking(Connector connector) {
    return new Home(connector.open(), null);
  }

  /**
   * To work, once nobody else does.
   *
   * @throws Fault BUSY if somebody else does for longer than one waits
   */
  static Home locked(Connector connector, Duration wait, Cancellation cancellation) {
    Session session = connector.open();
    try {
      long end = System.nanoTime() + wait.toNanos();
      while (true) {
        MigrationLock lock = MigrationLock.tryAcquire(session, KEY);
        if (lock != null) {
          return new Home(session, lock);
        }
        if (System.nanoTime() > end || cancellation.requested()) {
          throw busy(session);
        }
        cancellation.sleep(PAUSE);
      }
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static Fault busy(Session session) {
    String holders =
        String.join(
            "; ",
            MigrationLock.holders(session, KEY).stream()
                .map(MigrationLock.Holder::describe)
                .toList());
    return Fault.of(
        FaultCode.BUSY,
        "another upgrade or downgrade is under way: " + holders,
        "wait for it, or longer with --lock-wait; nothing was changed by this one");
  }

  /** What a failure of this session means to an operator. */
  static <T> T explained(SchemaConfig schema, Supplier<T> work) {
    try {
      return work.get();
    } catch (SqlFailure failure) {
      throw Fault.of(
          failure.isPermission() ? FaultCode.PERMISSION : FaultCode.CONNECTION,
          "the database of schema \"%s\", which remembers how far this is, says: %s"
              .formatted(schema.name(), failure.serverMessage()),
          "mend the cause and run the same command again: it goes on where it stopped",
          failure);
    }
  }

  Session session() {
    return session;
  }

  String namespace() {
    return namespace;
  }

  Logbook logbook() {
    return new Logbook(session, namespace);
  }

  @Override
  public void close() {
    try (session) {
      if (lock != null) {
        lock.close();
      }
    }
  }
}
