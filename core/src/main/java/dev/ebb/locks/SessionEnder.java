package dev.ebb.locks;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Ends somebody else's session as gently as it can be done: cancels the statement first, and closes
 * the connection only if that did not free its locks. Confined to one thread.
 */
public final class SessionEnder {
  private static final Duration STEP = Duration.ofMillis(50);

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
   * Ends the session of that process.
   *
   * @param pid as the server numbers it
   * @throws Fault PERMISSION if the role may not, SERVER if it is still there afterwards
   */
  public Ending end(int pid) {
    try {
      Optional<Backend> backend = Backend.find(session, pid);
      if (backend.isEmpty()) {
        return Ending.GONE;
      }
      // A session that is idle in a transaction has no statement to cancel, and keeps its locks.
      if (!backend.get().state().startsWith("idle")
          && signal("pg_cancel_backend", pid)
          && await(() -> !holdsLocks(pid))) {
        return Ending.CANCELLED;
      }
      if (!signal("pg_terminate_backend", pid)
          || await(() -> Backend.find(session, pid).isEmpty())) {
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

  private boolean signal(String function, int pid) {
    return session.queryOne(
        "SELECT " + function + "(" + pid + ") AS sent", row -> row.bool("sent"));
  }

  private boolean holdsLocks(int pid) {
    return session.queryOne(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE pid = "
            + pid
            + " AND locktype <> 'virtualxid') AS holds",
        row -> row.bool("holds"));
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
