package dev.ebb.cloud;

import dev.ebb.cloud.wire.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that is ahead of the real one by all that was waited for, and waiting that takes no time.
 */
public final class FakeTime extends Clock implements Pause {
  private Duration ahead = Duration.ZERO;
  private int pauses;

  @Override
  public synchronized void pass(Duration time) {
    ahead = ahead.plus(time);
    pauses++;
  }

  /** How often somebody waited. */
  public synchronized int pauses() {
    return pauses;
  }

  /** How long in all. */
  public synchronized Duration waited() {
    return ahead;
  }

  @Override
  public synchronized Instant instant() {
    return Instant.now().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
