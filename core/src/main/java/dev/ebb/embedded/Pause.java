package dev.ebb.embedded;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for another process, which tells nobody when it is ready, and is open to interruption. */
final class Pause {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

  private Pause() {}

  static void of(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException _) {
      throw interrupted();
    }
  }

  /** Whether it came true in time. */
  static boolean until(BooleanSupplier condition, Duration time) {
    long deadline = System.nanoTime() + time.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      of(BETWEEN_LOOKS);
    }
    return true;
  }

  static Fault interrupted() {
    Thread.currentThread().interrupt();
    return Fault.of(
        FaultCode.CANCELLED,
        "asked to stop while waiting for the embedded PostgreSQL",
        "run the same again: it goes on from whatever state the server is in");
  }
}
