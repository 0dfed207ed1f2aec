package dev.ebb.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How somebody asks a run to stop: the statement that runs is cancelled on the server (killing the
 * client would leave it running there), what is committed stays, and the run ends in order.
 * Thread-safe; one run may be asked any number of times.
 */
public final class Cancellation {
  private static final Duration INSIST_EVERY = Duration.ofSeconds(1);

  private final CountDownLatch requested = new CountDownLatch(1);
  private final AtomicReference<@Nullable Runnable> interrupt = new AtomicReference<>();

  /** Asks the run to stop. Returns at once. */
  public void request() {
    boolean first = !requested();
    requested.countDown();
    if (first) {
      insist();
    }
  }

  // A request that reaches the server between two statements stops neither: so it is repeated.
  private void insist() {
    Thread.ofPlatform()
        .daemon()
        .name("ebb-cancellation")
        .start(() -> {
          try {
            for (Runnable now = interrupt.get(); now != null; now = interrupt.get()) {
              now.run();
              Thread.sleep(INSIST_EVERY);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** Whether somebody asked. */
  public boolean requested() {
    return requested.getCount() == 0;
  }

  /** Sleeps, but not longer than until somebody asks to stop. */
  public void sleep(Duration duration) {
    try {
      boolean _ = requested.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      requested.countDown();
    }
  }

  /** Says what has to be done, and repeated, from the moment on when somebody asks. */
  public void onRequest(Runnable action) {
    if (interrupt.getAndSet(action) == null && requested()) {
      insist();
    }
  }

  /** Nothing has to be done any more. */
  public void offRequest() {
    interrupt.set(null);
  }
}
