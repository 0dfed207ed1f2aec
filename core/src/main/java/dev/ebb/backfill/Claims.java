package dev.ebb.backfill;

import dev.ebb.backfill.Store.Portion;
import dev.ebb.backfill.Store.Run;
import dev.ebb.backfill.Store.State;
import dev.ebb.backfill.Task.Left;
import dev.ebb.db.Session;
import dev.ebb.graph.Direction;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gets one worker its next portion, and finds out when there are no more: then whoever asks last
 * counts what is left, and ends the migration or begins another pass. All of it happens under a
 * lock on the migration's row, which nobody waits for: who does not get it comes back later.
 */
final class Claims {
  /** A portion is so many batches: about a second of work. */
  private static final int BATCHES = 16;

  private static final int STALLS_WALKING = 3;
  private static final int STALLS_SEARCHING = 10;
  private static final Duration BEFORE_SEARCHING_AGAIN = Duration.ofMillis(200);
  private static final String SETTINGS =
      "BEGIN;SET LOCAL statement_timeout=0;SET LOCAL lock_timeout='1s';";

  private final Job job;
  private final Session session;
  private final Store store;
  private final Register register;

  Claims(Job job, Session session, Register register) {
    this.job = job;
    this.session = session;
    this.store = new Store(session);
    this.register = register;
  }

  /** What came of asking. */
  sealed interface Claim {
    /** Something to do. */
    record Got(Portion portion) implements Claim {}

    /** Ask again in a moment. */
    record Later() implements Claim {}

    /** Ask again at once. */
    record Again() implements Claim {}

    /** It is at its end, was stopped, or goes in another direction now. */
    record Over(Run run) implements Claim {}
  }

  /**
   * Asks for the next portion.
   *
   * @param finished what this worker has finished, to be added up; null if nothing
   * @param size how many rows its batches have now
   */
  Claim next(@Nullable Portion finished, int size) {
    session.execute(SETTINGS);
    Optional<Run> locked = store.run(job.id(), "FOR UPDATE SKIP LOCKED");
    if (locked.isEmpty()) {
      session.execute("ROLLBACK");
      return new Claim.Later();
    }
    Run run = locked.get();
    if (run.state() != State.RUNNING || run.direction() != job.direction()) {
      session.execute("ROLLBACK");
      return new Claim.Over(run);
    }
    if (finished != null) {
      store.fold(job.id(), finished.number());
    }
    Claim claim = claim(run, finished != null, size);
    session.execute("COMMIT");
    return claim;
  }

  private Claim claim(Run run, boolean sawTheEnd, int size) {
    Walker walker = job.walker();
    if (walker == null) {
      return search(run, sawTheEnd);
    }
    if (!run.handedOut() && run.passEnd() != null) {
      Optional<Walker.Window> window =
          walker.next(session, run.frontier(), run.passEnd(), (long) BATCHES * size);
      if (window.isPresent()) {
        String last = window.get().range().last();
        return new Claim.Got(
            store.handOut(job.id(), run.frontier(), last, last.equals(run.passEnd())));
      }
    }
    store.allHandedOut(job.id());
    Optional<Portion> abandoned = store.abandoned(job.id());
    if (abandoned.isPresent()) {
      return new Claim.Got(abandoned.get());
    }
    return store.anyOpen(job.id()) ? new Claim.Later() : check();
  }

  // Without keys a portion is only where a worker notes what it did.
  private Claim search(Run run, boolean sawTheEnd) {
    if (!run.handedOut() && !sawTheEnd) {
      return new Claim.Got(store.handOut(job.id(), null, null, false));
    }
    store.allHandedOut(job.id());
    for (Optional<Portion> old = store.abandoned(job.id());
        old.isPresent();
        old = store.abandoned(job.id())) {
      store.fold(job.id(), old.get().number());
    }
    return store.anyOpen(job.id()) ? new Claim.Later() : check();
  }

  private Claim check() {
    job.tell(new Advance.Checking(job.declaration()));
    Left left = job.task().left(session);
    if (left.nothing()) {
      double share = job.direction() == Direction.UP ? 1 : 0;
      // the end is only the end once it is on disk
      session.execute("SET LOCAL synchronous_commit TO DEFAULT");
      store.done(job.id(), job.direction(), share);
      register.progress(job.id(), share);
      return new Claim.Over(store.run(job.id(), "").orElseThrow());
    }
    Run now = store.run(job.id(), "").orElseThrow();
    Double least = now.leastLeft();
    int stalls = least == null || left.amount() < least ? 0 : now.stalls() + 1;
    Walker walker = job.walker();
    boolean walking = walker != null;
    int most = now.changed() == 0 && walking ? 1 : walking ? STALLS_WALKING : STALLS_SEARCHING;
    if (stalls >= most) {
      throw job.noProgress(
          "after %d passes in which %d rows were changed, %s"
              .formatted(now.pass(), now.changed(), left.words()));
    }
    Stretch stretch = walker == null ? new Stretch(null, 0) : walker.whole(session);
    store.nextPass(job.id(), stretch, left, stalls);
    job.tell(new Advance.AnotherPass(job.declaration(), now.pass() + 1, left.words()));
    if (!walking && stalls > 0) {
      job.timing().sleep(BEFORE_SEARCHING_AGAIN.multipliedBy(stalls));
    }
    return new Claim.Again();
  }
}
