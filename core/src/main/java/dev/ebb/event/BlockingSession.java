package dev.ebb.event;

import java.time.Duration;

/**
 * A session of the server that something waits for.
 *
 * @param pid its backend
 * @param user its role
 * @param application what it calls itself; may be empty
 * @param state as in {@code pg_stat_activity}: active, idle in transaction, …
 * @param age how long its transaction has been open
 * @param query its newest statement, shortened to one line
 * @param waiters how many sessions wait for it, directly or through others
 */
public record BlockingSession(
    int pid,
    String user,
    String application,
    String state,
    Duration age,
    String query,
    int waiters) {

  /** One of which nobody knows who waits for it. */
  public BlockingSession(
      int pid, String user, String application, String state, Duration age, String query) {
    this(pid, user, application, state, age, query, 0);
  }
}
