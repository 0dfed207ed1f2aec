package dev.ebb.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How somebody asks a run to stop: the statement that runs is cancelled on the server (killing the
 * client would leave it running there), what is committed stays, and the run ends in order.
 * Thread-safe; one run may be asked any number of times.
 */
public final class Cancellation {
  private final CountDownLatch requested = new CountDownLatch(1);
  private final AtomicReference<Runnable> interrupt = new AtomicReference<>(() -> {});

  /** Asks the run to stop. Returns at once. */
  public void request() {
    requested.countDown();
    interrupt.get().run();
  }

  /** Whether somebody asked. */
  public boolean requested() {
    return requested.getCount() == 0;
  }

  /** Sleeps, but not longer than until somebody asks to stop. */
  void sleep(Duration duration) {
    try {
      boolean _ = requested.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      requested.countDown();
    }
  }

  /** Says what has to be done at once when somebody asks. */
  void onRequest(Runnable action) {
    interrupt.set(action);
    if (requested()) {
      action.run();
    }
  }
}
