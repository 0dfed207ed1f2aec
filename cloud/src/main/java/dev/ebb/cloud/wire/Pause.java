package dev.ebb.cloud.wire;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.time.Duration;

/** How to let time go by. */
@FunctionalInterface
public interface Pause {
  /** By sleeping. */
  Pause SLEEP =
      time -> {
        try {
          Thread.sleep(time);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw Fault.of(
              FaultCode.CANCELLED,
              "interrupted while waiting",
              "what the provider has begun goes on without us; run the same command again to wait for it",
              e);
        }
      };

  /** Returns when so much time has gone by. */
  void pass(Duration time);
}
