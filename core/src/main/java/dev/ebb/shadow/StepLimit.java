package dev.ebb.shadow;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Stops a step that takes too long: it asks the server to cancel what runs, again and again until
 * the step has ended. Listens to know when one begins. Thread-safe.
 */
final class StepLimit implements EventSink, AutoCloseable {
  private static final Duration INSIST_EVERY = Duration.ofMillis(200);

  private final EventSink next;
  private final Duration limit;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile long begun;
  private volatile boolean running;
  private volatile boolean exceeded;
  private boolean watching;

  StepLimit(EventSink next, Duration limit) {
    this.next = next;
    this.limit = limit;
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Event.StepStarted) {
      begun = System.nanoTime();
    }
    next.accept(event);
  }

  /** From now on the session works on steps. */
  void begin(Session session) {
    exceeded = false;
    begun = System.nanoTime();
    running = true;
    if (!watching) {
      watching = true;
      Thread.ofPlatform().daemon().name("ebb-shadow-limit").start(() -> watch(session));
    }
  }

  /** It rests now. */
  void rest() {
    running = false;
  }

  /** Whether a step since it last began took too long. */
  boolean exceeded() {
    return exceeded;
  }

  Duration limit() {
    return limit;
  }

  private void watch(Session session) {
    try {
      while (!closed.await(INSIST_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        if (running && System.nanoTime() - begun > limit.toNanos()) {
          exceeded = true;
          cancel(session);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void cancel(Session session) {
    try {
      session.cancel();
    } catch (SqlFailure _) {
      // then the connection is broken, and the step ends by that
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
