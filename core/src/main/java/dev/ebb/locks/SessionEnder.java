package dev.ebb.locks;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Ends somebody else's session as gently as it can be done: cancels the statement first, and closes
 * the connection only if that did not free its locks. Confined to one thread.
 */
public final class SessionEnder {
  private static final Duration STEP = Duration.ofMillis(50);

  private static final String IT =
      "pg_catalog.pg_stat_activity WHERE pid = ? AND coalesce(backend_start::text, '') = ?";

  private final Session session;
  private final Duration patience;

  /** How a session came to its end. */
  public enum Ending {
    /** Its statement was cancelled, and its transaction is over. */
    CANCELLED,
    /** Its connection was closed; its transaction was rolled back. */
    TERMINATED,
    /** It was gone before anything was done. */
    GONE
  }

  /**
   * Ends others from this session.
   *
   * @param patience how long to wait for the effect of each of the two attempts
   */
  public SessionEnder(Session session, Duration patience) {
    this.session = session;
    this.patience = patience;
  }

  /**
   * Ends a session that somebody has looked at. Who has that number by now but is not that session
   * is left alone, and so is a statement that it began after the one that was cancelled.
   *
   * @throws Fault PERMISSION if the role may not, SERVER if it is still there afterwards
   */
  public Ending end(Backend seen) {
    int pid = seen.pid();
    try {
      if (!isThere(seen)) {
        return Ending.GONE;
      }
      // A session that is idle in a transaction has no statement to cancel, and keeps its locks.
      List<String> transaction = transactions(pid);
      if (!seen.state().startsWith("idle")
          && signal("pg_cancel_backend", seen)
          && await(() -> !isIn(pid, transaction))) {
        return isThere(seen) ? Ending.CANCELLED : Ending.TERMINATED;
      }
      if (!signal("pg_terminate_backend", seen)) {
        return Ending.GONE;
      }
      if (await(() -> !isThere(seen))) {
        return Ending.TERMINATED;
      }
    } catch (SqlFailure failure) {
      throw Fault.of(
          failure.faultCode(),
          "process " + pid + " could not be ended: " + failure.serverMessage(),
          "ask somebody with the role pg_signal_backend, or a superuser if it is one's session",
          failure);
    }
    throw Fault.of(
        FaultCode.SERVER,
        "process " + pid + " was told to end and is still there",
        "it ends when it next looks up from what it does; 'ebb locks --watch' shows when");
  }

  // It is looked at and told in one statement.
  private boolean signal(String function, Backend whom) {
    return session
        .queryFirst(
            "SELECT pg_catalog." + function + "(pid) AS sent FROM " + IT,
            row -> row.bool("sent"),
            whom.pid(),
            whom.begun())
        .orElse(false);
  }

  private boolean isThere(Backend whom) {
    return session
        .queryFirst("SELECT pid FROM " + IT, row -> row.int32("pid"), whom.pid(), whom.begun())
        .isPresent();
  }

  /** The transactions in which it is: one, as a rule, by a number that is never used again. */
  private List<String> transactions(int pid) {
    return session.query(
        "SELECT DISTINCT virtualtransaction AS id FROM pg_catalog.pg_locks WHERE pid = ?",
        row -> row.text("id"),
        pid);
  }

  // What it locks in a later transaction was not meant; what it holds beyond its transactions was.
  private boolean isIn(int pid, List<String> transactions) {
    return transactions(pid).stream().anyMatch(transactions::contains)
        || session.queryOne(
            "SELECT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE pid = ? AND locktype = 'advisory')"
                + " AS holds",
            row -> row.bool("holds"),
            pid);
  }

  private boolean await(BooleanSupplier done) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() >= deadline) {
        return false;
      }
      try {
        Thread.sleep(STEP);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
