package dev.ebb.backfill;

import dev.ebb.backfill.Task.Left;
import dev.ebb.db.Session;
import java.time.Duration;

/**
 * How far a migration without keys to go by is: asks its author's progress from time to time, never
 * for more than a fiftieth of the time, and notices when it does not rise although batches change
 * rows. Not thread-safe.
 */
final class Measure {
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final int SHARE_OF_TIME = 50;
  private static final int PATIENCE = 3;
  private static final int BATCHES = 20;

  private final Job job;
  private final Session session;
  private long measuredAt;
  private Duration interval = EVERY;
  private double least = Double.MAX_VALUE;
  private int inVain;
  private int batches;

  Measure(Job job, Session session) {
    this.job = job;
    this.session = session;
    this.measuredAt = job.timing().nanos().getAsLong();
  }

  /** A new pass: what was measured before does not count. */
  void reset() {
    least = Double.MAX_VALUE;
    inVain = 0;
    batches = 0;
  }

  /**
   * A batch is done; measures if it is time.
   *
   * @return whether nothing is left
   * @throws dev.ebb.fault.Fault if it goes round in circles
   */
  boolean showsTheEnd() {
    batches++;
    if (job.timing().since(measuredAt).compareTo(interval) < 0) {
      return false;
    }
    long start = job.timing().nanos().getAsLong();
    Left left = job.task().left(session);
    Duration cost = job.timing().since(start);
    measuredAt = job.timing().nanos().getAsLong();
    Duration dear = cost.multipliedBy(SHARE_OF_TIME);
    interval = dear.compareTo(EVERY) > 0 ? dear : EVERY;
    new Store(session).measured(job.id(), left.share());
    if (left.amount() < least) {
      least = left.amount();
      inVain = 0;
      batches = 0;
    } else if (++inVain >= PATIENCE && batches >= BATCHES) {
      throw job.noProgress(
          "%d batches in a row changed rows, but %s as before".formatted(batches, left.words()));
    }
    return left.nothing();
  }
}
