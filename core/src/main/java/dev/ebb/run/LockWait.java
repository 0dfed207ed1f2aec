package dev.ebb.run;

import dev.ebb.db.LockKey;
import dev.ebb.db.MigrationLock;
import dev.ebb.db.Session;
import dev.ebb.event.BlockingSession;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.SchemaName;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the advisory lock by polling. A waiter inside a statement would hold a snapshot, for
 * which the holder's concurrent index build would wait in turn: a deadlock that no server detects.
 */
public record LockWait(
    SchemaName schema,
    LockKey key,
    RunOptions options,
    EventSink events,
    Cancellation cancellation) {
  private static final Duration BETWEEN_WORDS = Duration.ofSeconds(5);

  /**
   * The lock, once it is free.
   *
   * @throws Fault BUSY when the patience of the options is over
   */
  public MigrationLock acquire(Session session) {
    return acquire(session, null);
  }

  /** The same, where a session of our own that was lost may still hold it. */
  MigrationLock acquire(Session session, Outage.@Nullable LostSession lost) {
    long started = System.nanoTime();
    Retry.Patience patience = new Retry.Patience(RandomGenerator.getDefault());
    Duration nextWord = Duration.ZERO;
    while (true) {
      MigrationLock lock = MigrationLock.tryAcquire(session, key);
      if (lock != null) {
        return lock;
      }
      if (lost != null) {
        lost.end(session, key);
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - started);
      if (cancellation.requested()) {
        throw new Worksite.Cancelled();
      }
      if (waited.compareTo(options.lockWait()) >= 0) {
        throw busy(session, waited);
      }
      if (waited.compareTo(nextWord) >= 0) {
        nextWord = waited.plus(BETWEEN_WORDS);
        events.accept(new Event.LockBusy(schema, holders(session), waited));
      }
      Duration left = options.lockWait().minus(waited);
      Duration pause = patience.pause(1);
      cancellation.sleep(pause.compareTo(left) < 0 ? pause : left);
    }
  }

  private List<BlockingSession> holders(Session session) {
    return MigrationLock.holders(session, key).stream().map(LockWait::toEvent).toList();
  }

  private static BlockingSession toEvent(MigrationLock.Holder holder) {
    return new BlockingSession(
        holder.pid(),
        holder.user(),
        holder.application(),
        holder.state(),
        holder.connectedFor(),
        "");
  }

  private Fault busy(Session session, Duration waited) {
    String who =
        MigrationLock.holders(session, key).stream()
            .map(MigrationLock.Holder::describe)
            .findFirst()
            .orElse("somebody who has just let go");
    return Fault.of(
        FaultCode.BUSY,
        "another Ebb is at work on schema \"%s\": the lock is held by %s; waited %d s"
            .formatted(schema, who, waited.toSeconds()),
        "wait for it and run the same command again, or wait longer with --lock-wait=30m; nothing"
            + " was changed");
  }
}
