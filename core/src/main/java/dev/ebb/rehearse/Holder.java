package dev.ebb.rehearse;

import dev.ebb.shadow.LockMode;
import java.time.Duration;

/**
 * A session that holds a lock on a relation of the real database now. What the role that asks may
 * not see is empty.
 *
 * @param pid the server process; 0 for a prepared transaction, which has none
 * @param user its role
 * @param application what it calls itself
 * @param kind as {@code pg_stat_activity} has it: client backend, autovacuum worker, …
 * @param state active, idle in transaction, …
 * @param transactionAge since its transaction began; zero if unknown
 * @param query its current or last statement, one line of at most 120 characters
 * @param relation what it holds
 * @param mode how strongly
 */
public record Holder(
    int pid,
    String user,
    String application,
    String kind,
    String state,
    Duration transactionAge,
    String query,
    String relation,
    LockMode mode) {

  /** Whether it lets go by itself when somebody waits for it. */
  public boolean givesWay() {
    return kind.equals("autovacuum worker") && !query.contains("to prevent wraparound");
  }
}
