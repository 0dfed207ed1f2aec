package dev.ebb.run;

import dev.ebb.db.SqlFailure;
import dev.ebb.event.BlockingSession;
import dev.ebb.event.Event;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Step;
import dev.ebb.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides after a failed attempt whether another one can help. A statement that could not get its
 * lock lets go, so that whoever queues behind it can work, and comes back later.
 */
final class Retry {
  private final Worksite site;
  private final Step step;

  Retry(Worksite site, Step step) {
    this.site = site;
    this.step = step;
  }

  /**
   * Returns after a pause if the step should be tried again.
   *
   * @throws StepFailure if not
   * @throws Worksite.Cancelled if somebody asked to stop
   */
  void orGiveUp(SqlFailure failure, @Nullable Statement statement, int attempt) {
    if (site.cancellation().requested()) {
      throw new Worksite.Cancelled();
    }
    List<BlockingSession> blockers = site.watchdog().takeBlockers();
    boolean relieved = failure.isCancelled() && site.watchdog().takeRelieved();
    boolean passing =
        relieved || failure.isLockTimeout() || failure.isDeadlock() || failure.isSerialization();
    if (!passing) {
      throw new StepFailure(
          step, List.of(ServerProblem.of(failure, step, statement)), false, failure);
    }
    if (attempt >= site.options().attempts()) {
      throw new StepFailure(step, List.of(blocked(failure, statement, blockers)), false, failure);
    }
    Duration pause = site.patience().pause(attempt);
    site.say(
        new Event.Retrying(
            site.schema(),
            step,
            (relieved ? "too many queued behind it" : failure.serverMessage()) + by(blockers),
            attempt,
            site.options().attempts(),
            pause));
    site.cancellation().sleep(pause);
    if (site.cancellation().requested()) {
      throw new Worksite.Cancelled();
    }
  }

  private Problem blocked(
      SqlFailure failure, @Nullable Statement statement, List<BlockingSession> blockers) {
    String addition = by(blockers) + ", after " + site.options().attempts() + " attempts";
    Problem plain = ServerProblem.of(failure, step, statement, addition);
    return new Problem(
        FaultCode.BLOCKED,
        plain.place(),
        plain.what(),
        "see who blocks with 'ebb locks --db="
            + site.schema()
            + "'; end that session, or run the same command again when it is gone");
  }

  private static String by(List<BlockingSession> blockers) {
    if (blockers.isEmpty()) {
      return "";
    }
    return blockers.stream()
        .map(b ->
            "pid %d (user %s, %s, %s for %ds)"
                .formatted(
                    b.pid(),
                    b.user(),
                    b.application().isEmpty() ? "unnamed application" : b.application(),
                    b.state(),
                    b.age().toSeconds()))
        .collect(Collectors.joining(", ", "; blocked by ", ""));
  }

  /**
   * How long to pause before trying again: twice as long each time, up to half a minute, and never
   * quite the same for two processes, so that they do not collide again in step.
   */
  static final class Patience {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final RandomGenerator random;

    Patience(RandomGenerator random) {
      this.random = random;
    }

    /** The pause after an attempt, counted from 1. */
    Duration pause(int attempt) {
      long doubled = FIRST.toMillis() << Math.min(attempt - 1, 16);
      long capped = Math.min(doubled, LONGEST.toMillis());
      return Duration.ofMillis(capped / 2 + random.nextLong(capped / 2 + 1));
    }
  }
}
