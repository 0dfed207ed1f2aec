package dev.ebb.run;

import java.time.Duration;

/** How tests run migrations: as by default, but with little patience. */
public final class TestOptions {
  public static final RunOptions IMPATIENT =
      of(Duration.ofSeconds(10), 3, new Privileges.Run(), false);

  private TestOptions() {}

  static RunOptions with(Privileges privileges) {
    return of(IMPATIENT.lockWait(), IMPATIENT.attempts(), privileges, false);
  }

  static RunOptions withAttempts(int attempts) {
    return of(IMPATIENT.lockWait(), attempts, IMPATIENT.privileges(), false);
  }

  static RunOptions withLockWait(Duration wait) {
    return of(wait, IMPATIENT.attempts(), IMPATIENT.privileges(), false);
  }

  /** Goes on where another tool has left a migration failed or unfinished. */
  static RunOptions waving() {
    return of(IMPATIENT.lockWait(), IMPATIENT.attempts(), IMPATIENT.privileges(), true);
  }

  private static RunOptions of(
      Duration lockWait, int attempts, Privileges privileges, boolean waves) {
    return new RunOptions(
        lockWait,
        Duration.ofMillis(1500),
        attempts,
        Duration.ofSeconds(10),
        privileges,
        waves,
        waves,
        "test",
        "tester",
        RunOptions.Blocking.USUAL);
  }
}
