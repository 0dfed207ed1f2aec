package dev.ebb.backfill;

import dev.ebb.run.Cancellation;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Where a backfill has its time from.
 *
 * @param nanos a clock that never goes back, as {@link System#nanoTime}
 * @param sleeper sleeps that long, or less if the run is to stop
 */
public record Timing(LongSupplier nanos, Consumer<Duration> sleeper) {

  /** The real time; sleep ends when somebody asks the run to stop. */
  public static Timing real(Cancellation cancellation) {
    return new Timing(System::nanoTime, cancellation::sleep);
  }

  void sleep(Duration duration) {
    sleeper.accept(duration);
  }

  Duration since(long start) {
    return Duration.ofNanos(nanos.getAsLong() - start);
  }
}
