package dev.ebb.backfill;

import dev.ebb.backfill.Store.Sums;
import dev.ebb.db.Session;
import dev.ebb.graph.Direction;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Tells about once a second how far all workers together are, by adding up their notes, and writes
 * it where applications read it. Never counts rows. Not thread-safe.
 */
final class Reporter {
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration LOOKED_BACK = Duration.ofSeconds(20);

  // What has begun is neither untouched nor at its end, whatever the estimate says: upgrades and
  // downgrades go by that.
  private static final double LEAST = 0.0001;
  private static final double ALMOST = 0.999;

  private final Job job;
  private final Deque<Mark> marks = new ArrayDeque<>();
  private long told;

  private record Mark(long nanos, long rows, double done) {}

  Reporter(Job job) {
    this.job = job;
    this.told = job.timing().nanos().getAsLong() - EVERY.toNanos();
  }

  /** Tells if it is time; in a session that is in no transaction. */
  void tick(Session session) {
    if (job.timing().since(told).compareTo(EVERY) < 0) {
      return;
    }
    told = job.timing().nanos().getAsLong();
    new Store(session).sums(job.id()).ifPresent(sums -> tell(session, sums));
  }

  private void tell(Session session, Sums sums) {
    if (sums.run().direction() != job.direction()) {
      return;
    }
    double done = done(sums, job.walker() != null);
    Register.find(session)
        .ifPresent(register ->
            register.progress(job.id(), job.direction() == Direction.UP ? done : 1 - done));
    Mark now = new Mark(told, sums.walked(), done);
    marks.addLast(now);
    while (marks.size() > 2 && now.nanos() - marks.getFirst().nanos() > LOOKED_BACK.toNanos()) {
      marks.removeFirst();
    }
    Mark then = marks.getFirst();
    double seconds = (now.nanos() - then.nanos()) / 1e9;
    double rate = seconds <= 0 ? 0 : Math.max(0, (now.rows() - then.rows()) / seconds);
    double speed = seconds <= 0 ? 0 : (now.done() - then.done()) / seconds;
    Optional<Duration> left =
        speed <= 0
            ? Optional.empty()
            : Optional.of(Duration.ofMillis((long) ((1 - now.done()) / speed * 1000)));
    job.tell(
        new Advance.Moved(
            job.declaration(),
            done,
            sums.walked(),
            sums.run().expected(),
            sums.changed(),
            rate,
            left,
            Math.max(1, sums.workers())));
  }

  /** The share of a direction's way that is done; never 0, and 1 only at its end. */
  static double done(Sums sums, boolean walking) {
    Store.Run run = sums.run();
    if (run.state() == Store.State.DONE) {
      return 1;
    }
    if (!walking) {
      double share = run.direction() == Direction.UP ? run.measured() : 1 - run.measured();
      return underWay(share);
    }
    if (run.pass() > 1) {
      return ALMOST;
    }
    return underWay(run.expected() <= 0 ? 0 : (double) sums.walked() / run.expected());
  }

  private static double underWay(double share) {
    return Math.max(LEAST, Math.min(ALMOST, share));
  }

  /** The share of the way up that counts as done when the first batch in a direction begins. */
  static double begun(Direction direction) {
    return direction == Direction.UP ? LEAST : 1 - LEAST;
  }
}
