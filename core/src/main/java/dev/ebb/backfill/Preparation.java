package dev.ebb.backfill;

import dev.ebb.backfill.Store.Run;
import dev.ebb.backfill.Store.State;
import dev.ebb.db.Session;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Direction;
import java.time.Duration;
import java.util.Optional;

/**
 * Brings a migration to where workers can begin, however it was left: never run, interrupted,
 * stopped, at its end, or on the way in the other direction. Two processes that do so at once
 * agree.
 */
final class Preparation {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final Job job;
  private final Session session;
  private final Store store;
  private final Register register;

  Preparation(Job job, Session session, Register register) {
    this.job = job;
    this.session = session;
    this.store = new Store(session);
    this.register = register;
  }

  /** What workers find. */
  enum Found {
    /** It begins from nothing. */
    BEGINS,
    /** It goes on where it was left, or others are at it already. */
    GOES_ON,
    /** Nothing is left to be done. */
    DONE
  }

  /**
   * Prepares it, and joins those who work in this session.
   *
   * @throws Fault BUSY if others work in the other direction and do not end in time
   */
  Found prepare() {
    long start = job.timing().nanos().getAsLong();
    while (true) {
      job.refuseIfCancelled();
      Optional<Found> found = attempt();
      if (found.isPresent()) {
        return found.get();
      }
      if (job.timing().since(start).compareTo(job.options().busyWait()) > 0) {
        throw busy();
      }
      job.timing().sleep(LOOK_AGAIN);
    }
  }

  private Fault busy() {
    String other = job.direction() == Direction.UP ? "back" : "forward";
    return Fault.of(
        FaultCode.BUSY,
        "out-of-band migration %s is being run %s by %s"
            .formatted(job.title(), other, String.join(", ", Presence.others(session, job.id()))),
        "wait until that is at its end, or stop that process; nothing was changed");
  }

  private Optional<Found> attempt() {
    Optional<Run> before = store.run(job.id(), "");
    boolean turns = before.isPresent() && before.get().direction() != job.direction();
    if (turns) {
      return turn();
    }
    if (!Presence.join(session, job.id())) {
      return Optional.empty();
    }
    Optional<Found> found = locked(this::begin);
    if (found.isEmpty()) {
      Presence.leave(session, job.id());
    }
    return found;
  }

  // Nobody may be at work in the other direction, not even between two batches.
  private Optional<Found> turn() {
    if (!Presence.alone(session, job.id())) {
      return Optional.empty();
    }
    try {
      Optional<Found> found = locked(this::beginAnew);
      boolean _ = Presence.join(session, job.id());
      return found;
    } finally {
      Presence.end(session, job.id());
    }
  }

  private interface Step {
    Optional<Found> take(Optional<Run> run);
  }

  private Optional<Found> locked(Step step) {
    session.execute(
        "BEGIN;SET LOCAL statement_timeout=0;"
            + "SELECT pg_advisory_xact_lock(hashtextextended('ebb_out_of_band.run', "
            + job.id()
            + "))");
    try {
      Optional<Found> found = step.take(store.run(job.id(), "FOR UPDATE"));
      session.execute("COMMIT");
      return found;
    } finally {
      if (session.inTransaction()) {
        session.execute("ROLLBACK");
      }
    }
  }

  private Optional<Found> begin(Optional<Run> run) {
    if (run.isEmpty()) {
      return begins(register.isAtTheEnd(job.id(), job.direction()));
    }
    if (run.get().direction() != job.direction()) {
      return Optional.empty();
    }
    if (run.get().state() == State.DONE) {
      return begins(true);
    }
    store.goOn(job.id());
    return Optional.of(Found.GOES_ON);
  }

  private Optional<Found> beginAnew(Optional<Run> run) {
    boolean turned = run.isPresent() && run.get().direction() == job.direction();
    return turned ? Optional.empty() : begins(false);
  }

  // Whoever says that nothing is left is asked to prove it: reading the table is cheaper than
  // walking through it, and rows may have come since.
  private Optional<Found> begins(boolean saidToBeDone) {
    register.direct(job.id(), job.direction() == Direction.DOWN);
    if (saidToBeDone && job.task().left(session).nothing()) {
      double share = job.direction() == Direction.UP ? 1 : 0;
      store.done(job.id(), job.direction(), share);
      register.progress(job.id(), share);
      return Optional.of(Found.DONE);
    }
    Walker walker = job.walker();
    store.begin(
        job.id(), job.direction(), walker == null ? new Stretch(null, 0) : walker.whole(session));
    // before the first batch, so that no crash can leave changed rows that nobody knows of
    register.progress(job.id(), Reporter.begun(job.direction()));
    return Optional.of(Found.BEGINS);
  }
}
