package dev.ebb.backfill;

import dev.ebb.backfill.Claims.Claim;
import dev.ebb.backfill.Store.Orders;
import dev.ebb.backfill.Store.Portion;
import dev.ebb.backfill.Store.Run;
import dev.ebb.backfill.Store.State;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.outofband.Batch;
import dev.ebb.outofband.BatchPolicy;
import dev.ebb.outofband.KeyRange;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Does batch after batch of one migration in a session of its own. Each batch, and the note how far
 * it got, is one transaction that holds a lock on the note: so whatever is killed whenever, a batch
 * is done once or not at all, and nobody else does it meanwhile.
 */
final class Worker {
  // What a crash of the server takes away are whole batches with their notes, so nobody has to wait
  // for the disk.
  private static final String SETTINGS =
      "SET LOCAL statement_timeout=0;SET LOCAL synchronous_commit=off;SET LOCAL lock_timeout=";
  private static final Duration MOMENT = Duration.ofMillis(50);
  private static final Duration WHILE_PAUSED = Duration.ofMillis(500);
  private static final Duration WHILE_BRAKED = Duration.ofSeconds(1);
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

  private final Job job;
  private final Session session;
  private final Store store;
  private final Claims claims;
  private final Brake brake;
  private final Trouble trouble;
  private final Pace pace;
  private final @Nullable Reporter reporter;
  private final Measure measure;
  private final BooleanSupplier halted;
  private @Nullable Portion portion;
  private @Nullable Portion finished;
  private boolean proven;
  private boolean paused;
  private long waitingSince;
  private @Nullable Duration toldOfWaiting;
  private long changed;

  /**
   * @param reporter tells how far all are; null if another worker does that
   * @param halted whether another worker of this process has given the migration up
   */
  Worker(
      Job job,
      Session session,
      Trouble trouble,
      @Nullable Reporter reporter,
      BooleanSupplier halted) {
    this.job = job;
    this.session = session;
    this.store = new Store(session);
    Register register = Register.require(session);
    this.claims = new Claims(job, session, register);
    BatchPolicy policy = job.declaration().policy();
    this.brake = new Brake(session, policy, job.timing());
    this.trouble = trouble;
    this.pace = trouble.pace();
    this.reporter = reporter;
    this.measure = new Measure(job, session);
    this.halted = halted;
  }

  /** How many rows it changed. */
  long changed() {
    return changed;
  }

  /**
   * Works until the migration is over.
   *
   * @return how it stands then
   * @throws Fault if it has to be given up, or was interrupted
   * @throws SqlFailure if the connection is lost
   */
  Optional<Run> work() {
    while (!halted.getAsBoolean()) {
      job.refuseIfCancelled();
      try {
        Optional<Run> over = turn();
        if (over.isPresent()) {
          return over;
        }
      } catch (SqlFailure e) {
        job.refuseIfCancelled();
        if (e.isConnectionLost()) {
          throw e;
        }
        rollBack();
        trouble.met(e);
      } catch (RuntimeException e) {
        rollBack();
        throw e;
      }
    }
    return Optional.empty();
  }

  private void rollBack() {
    if (session.inTransaction()) {
      session.execute("ROLLBACK");
    }
  }

  private Optional<Run> turn() {
    Optional<String> reason = brake.reason();
    if (reason.isPresent()) {
      braked(reason.get());
      return Optional.empty();
    }
    waitingSince = 0;
    if (reporter != null) {
      reporter.tick(session);
    }
    Portion mine = portion;
    if (mine != null) {
      batch(mine);
      return Optional.empty();
    }
    return switch (claims.next(finished, pace.size())) {
      case Claim.Got got -> {
        portion = got.portion();
        finished = null;
        yield Optional.empty();
      }
      case Claim.Later _ -> {
        job.timing().sleep(MOMENT);
        yield Optional.empty();
      }
      case Claim.Again _ -> {
        finished = null;
        measure.reset();
        yield Optional.empty();
      }
      case Claim.Over over -> Optional.of(over.run());
    };
  }

  private void braked(String reason) {
    long now = job.timing().nanos().getAsLong();
    if (waitingSince == 0) {
      waitingSince = now;
      toldOfWaiting = null;
    }
    Duration waited = Duration.ofNanos(now - waitingSince);
    if (toldOfWaiting == null || waited.minus(toldOfWaiting).compareTo(SIGN_OF_LIFE) >= 0) {
      toldOfWaiting = waited;
      job.tell(new Advance.Waiting(job.declaration(), reason, waited));
    }
    job.timing().sleep(WHILE_BRAKED);
  }

  private void batch(Portion mine) {
    long start = job.timing().nanos().getAsLong();
    BatchPolicy declared = job.declaration().policy();
    Optional<Orders> orders =
        store.open(job.id(), mine.number(), SETTINGS + declared.lockTimeout().toMillis() + ";");
    if (orders.isEmpty() || isNoLongerOurs(orders.get())) {
      session.execute("ROLLBACK");
      portion = null;
      return;
    }
    if (orders.get().paused()) {
      session.execute("ROLLBACK");
      pause(true);
      job.timing().sleep(WHILE_PAUSED);
      return;
    }
    pause(false);
    BatchPolicy policy = speed(declared, orders.get());
    long rows = attempt(mine, orders.get());
    Duration elapsed = job.timing().since(start);
    if (rows >= 0) {
      trouble.over();
      pace.took(rows, elapsed, policy.target());
      if (portion != null && job.walker() == null && measure.showsTheEnd()) {
        finish(mine);
      }
    }
    if (policy.rest() > 0) {
      job.timing().sleep(elapsed.multipliedBy(policy.rest()).dividedBy(100));
    }
  }

  private boolean isNoLongerOurs(Orders orders) {
    return orders.state() != State.RUNNING || orders.direction() != job.direction();
  }

  private static BatchPolicy speed(BatchPolicy declared, Orders orders) {
    Long target = orders.targetMillis();
    Integer rest = orders.rest();
    return target == null && rest == null
        ? declared
        : declared.at(
            target == null ? declared.target() : Duration.ofMillis(target),
            rest == null ? declared.rest() : rest);
  }

  private void pause(boolean now) {
    if (paused != now) {
      paused = now;
      job.tell(new Advance.Paused(job.declaration(), now));
    }
  }

  // Answers how many rows the batch went through; -1 if there were none left in the portion.
  private long attempt(Portion mine, Orders orders) {
    Walker walker = job.walker();
    if (walker == null) {
      long done = run(mine, new Batch(pace.size(), Optional.empty()));
      store.close(job.id(), mine.number(), null, done, done);
      if (done == 0) {
        finish(mine);
      }
      return done;
    }
    Optional<Walker.Window> window =
        walker.next(session, orders.reached(), orders.upto(), pace.size());
    if (window.isEmpty()) {
      session.execute("ROLLBACK");
      finish(mine);
      return -1;
    }
    KeyRange range = window.get().range();
    long done = run(mine, new Batch(pace.size(), Optional.of(range)));
    store.close(job.id(), mine.number(), range.last(), window.get().rows(), done);
    if (range.last().equals(orders.upto())) {
      finish(mine);
    }
    return window.get().rows();
  }

  private long run(Portion mine, Batch batch) {
    trouble.trying(batch);
    long done = job.task().run(session, batch);
    if (!session.inTransaction()) {
      finish(mine);
      throw job.noProgress("its batch ended the transaction that it runs in");
    }
    if (!proven && job.task().inVain(session, batch, done)) {
      throw job.noProgress(
          "a batch changed %d rows, and every one of them still needs it; the batch was undone"
              .formatted(done));
    }
    proven |= done > 0;
    changed += done;
    return done;
  }

  private void finish(Portion mine) {
    finished = mine;
    portion = null;
  }
}
