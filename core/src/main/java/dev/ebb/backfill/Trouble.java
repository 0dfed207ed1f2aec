package dev.ebb.backfill;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.outofband.Batch;
import dev.ebb.outofband.KeyRange;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a batch that was undone. If something was in the way, it is tried again smaller
 * and later, for minutes. If the server refused it, it is tried again with ever fewer rows, until
 * the row is found that does it; then, or when the budget of errors is used up, the migration
 * stops. Not thread-safe.
 */
final class Trouble {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  // about five minutes
  private static final int BLOCKS = 60;
  private static final int DOUBLINGS = 8;

  /** How long connections may go on breaking. Not thread-safe. */
  static final class Patience {
    private final Job job;
    private long since = -1;
    private long last;

    Patience(Job job) {
      this.job = job;
    }

    /**
     * A connection was lost; returns if another is worth trying.
     *
     * @throws Fault CONNECTION if they have been breaking for too long
     */
    void lost(SqlFailure failure) {
      long now = job.timing().nanos().getAsLong();
      Duration longest = job.options().reconnect();
      if (since < 0 || now - last > longest.toNanos()) {
        since = now;
      }
      last = now;
      if (now - since > longest.toNanos()) {
        throw Fault.of(
            FaultCode.CONNECTION,
            "out-of-band migration %s lost its connection again and again: %s"
                .formatted(job.title(), failure.serverMessage()),
            "what is done is committed; when the server is well, go on with '" + job.again() + "'",
            failure);
      }
    }
  }

  private final Job job;
  private final Session session;
  private final Pace pace;
  private int blocks;
  private int errors;
  private @Nullable Batch tried;

  Trouble(Job job, Session session, Pace pace) {
    this.job = job;
    this.session = session;
    this.pace = pace;
  }

  Pace pace() {
    return pace;
  }

  /** This batch is about to be tried. */
  void trying(Batch batch) {
    tried = batch;
  }

  /** A batch is committed. */
  void over() {
    blocks = 0;
    errors = 0;
    tried = null;
  }

  /**
   * A batch was undone; returns after a pause if it is to be tried again.
   *
   * @throws Fault if not
   */
  void met(SqlFailure failure) {
    if (mayPass(failure)) {
      blocked(failure);
    } else {
      refused(failure);
    }
  }

  private static boolean mayPass(SqlFailure failure) {
    return failure.isLockTimeout()
        || failure.isDeadlock()
        || failure.isSerialization()
        || failure.isCancelled();
  }

  private void blocked(SqlFailure failure) {
    if (++blocks > BLOCKS) {
      throw Fault.of(
          FaultCode.BLOCKED,
          "out-of-band migration %s gave up after %d attempts at %s: %s"
              .formatted(job.title(), blocks, where(), failure.serverMessage()),
          "'ebb locks' shows who blocks; what is done is committed, go on with '"
              + job.again()
              + "'");
    }
    pace.blocked();
    retry(failure.serverMessage(), blocks);
  }

  private void refused(SqlFailure failure) {
    errors++;
    Register.find(session)
        .ifPresent(register -> register.error(job.id(), where() + ": " + failure.report()));
    // of the class 42 are mistakes in the SQL itself, whatever the rows
    boolean hopeless = failure.sqlState().startsWith("42");
    boolean single = tried != null && tried.size() == 1;
    if (hopeless || single || errors >= job.declaration().policy().errors()) {
      throw Fault.of(
          FaultCode.STATEMENT,
          "out-of-band migration %s failed at %s: %s"
              .formatted(job.title(), where(), failure.report()),
          (single ? "mend that row, or what the migration does to it in " : "mend what it does in ")
              + job.declaration().folder()
              + ", then '"
              + job.again()
              + "'; what is done is committed, this batch was undone");
    }
    pace.failed();
    retry(failure.serverMessage(), errors);
  }

  private void retry(String reason, int attempt) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, DOUBLINGS));
    Duration sleep = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    job.tell(new Advance.Retrying(job.declaration(), reason, attempt, pace.size(), sleep));
    job.timing().sleep(sleep);
  }

  private String where() {
    Batch batch = tried;
    if (batch == null) {
      return "a step between batches";
    }
    if (batch.range().isEmpty()) {
      return "a batch of " + batch.size() + " rows";
    }
    KeyRange range = batch.range().get();
    return range.first().equals(range.last())
        ? "key " + range.first()
        : "keys %s to %s".formatted(range.first(), range.last());
  }
}
