package dev.ebb.cli.invocation;

import dev.ebb.run.Cancellation;
import java.util.function.Supplier;

/** How somebody who interrupts the process stops what runs in it. */
public interface Interruption {
  /** Nobody interrupts. */
  Interruption NONE =
      new Interruption() {
        @Override
        public <T> T during(Cancellation cancellation, Supplier<T> work) {
          return work.get();
        }

        @Override
        public boolean isInterrupted() {
          return false;
        }
      };

  /**
   * Does some work that an interruption is to stop in order; at other times it ends the process.
   */
  <T> T during(Cancellation cancellation, Supplier<T> work);

  /** Whether somebody interrupted already, so that nothing new should begin. */
  boolean isInterrupted();
}
