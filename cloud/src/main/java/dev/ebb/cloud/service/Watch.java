package dev.ebb.cloud.service;

import dev.ebb.cloud.wire.Pause;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.pitr.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for something at a provider's: asks, at first often and later every fifteen seconds, until
 * it is ready, broken, or the time is up. Confined to one thread.
 */
public final class Watch {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private final Clock clock;
  private final Pause pause;
  private final Duration atMost;
  private final Consumer<Progress> progress;
  private final String again;

  /**
   * To wait so.
   *
   * @param atMost when to give up
   * @param progress hears how it stands
   * @param again the command that goes on waiting, for messages
   */
  public Watch(
      Clock clock, Pause pause, Duration atMost, Consumer<Progress> progress, String again) {
    this.clock = clock;
    this.pause = pause;
    this.atMost = atMost;
    this.progress = progress;
    this.again = again;
  }

  /**
   * Waits until it is ready, or gone.
   *
   * @param what is waited for, for people
   * @return {@link Standing.Ready} or {@link Standing.Absent}
   * @throws Fault if it broke, or the time was up
   */
  public Standing until(String what, Supplier<Standing> standing) {
    Instant begun = clock.instant();
    Duration wait = FIRST;
    while (true) {
      Standing now = standing.get();
      switch (now) {
        case Standing.Ready _, Standing.Absent _ -> {
          return now;
        }
        case Standing.Broken(String why) -> throw broken(what, why);
        case Standing.Coming(String how, Duration left) -> {
          Duration spent = Duration.between(begun, clock.instant());
          if (spent.compareTo(atMost) >= 0) {
            throw late(what, how, spent);
          }
          progress.accept(new Progress(what + ": " + how, share(spent, left), left));
        }
      }
      pause.pass(wait);
      wait = wait.multipliedBy(2).compareTo(LONGEST) < 0 ? wait.multipliedBy(2) : LONGEST;
    }
  }

  private static double share(Duration spent, @Nullable Duration left) {
    if (left == null) {
      return -1;
    }
    double all = (double) spent.toMillis() + (double) left.toMillis();
    return all == 0 ? -1 : (double) spent.toMillis() / all;
  }

  private Fault broken(String what, String why) {
    return Fault.of(
        FaultCode.SERVER,
        "the provider gave up on " + what + ": " + why,
        "the database that serves was not touched. See the provider's console for more; then remove it"
            + " ('ebb pitr list' shows its name, 'ebb pitr delete NAME' removes it) and try again");
  }

  private Fault late(String what, String how, Duration spent) {
    return Fault.of(
        FaultCode.SERVER,
        "%s is not there after %s; the provider says: %s".formatted(what, words(spent), how),
        "it goes on without us, and the database that serves was not touched; to go on waiting: "
            + again
            + " (longer: --setting=wait-minutes=…)");
  }

  private static String words(Duration time) {
    return time.toMinutes() < 1 ? time.toSeconds() + " s" : time.toMinutes() + " minutes";
  }
}
