package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/** How long a run takes that nobody disturbs; by that the moments of strikes are chosen. */
record Calm(Duration untilWord, Duration whole) {

  /** Of one that has just been started: waits for its end, and demands that it ends well. */
  static Calm of(EbbProcess process) {
    long started = System.nanoTime();
    process.awaitWhileRunning(process::hasSpoken);
    Duration word = Duration.ofNanos(System.nanoTime() - started);
    assertThat(process.await()).as(process.toString()).isZero();
    return new Calm(word, Duration.ofNanos(System.nanoTime() - started));
  }

  /**
   * Waits until another such run is that far, or has ended. A fifth of the moments lies in the
   * start of the process and of its work.
   */
  void await(EbbProcess process, double share) {
    if (share < 0.2) {
      EbbProcess.pause((long) (untilWord.toMillis() * share / 0.2));
      return;
    }
    process.awaitWhileRunning(process::hasSpoken);
    Duration work = whole.minus(untilWord);
    EbbProcess.pause((long) (work.toMillis() * (share - 0.2) / 0.8));
  }
}
