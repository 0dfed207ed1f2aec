package dev.ebb.db;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session that others wait for, or that waits itself. What the role that asks may not see is
 * empty.
 *
 * @param pid the server process; 0 for a prepared transaction, which has none
 * @param user its role
 * @param application what it calls itself
 * @param client the address that it comes from; empty for a Unix socket
 * @param state as {@code pg_stat_activity} says: active, idle in transaction, …; "prepared
 *     transaction" for pid 0
 * @param transactionAge since its transaction began; zero if unknown or none
 * @param query its current or last statement, one line of at most 200 characters
 * @param blockedBy the processes that it waits for itself; empty for the start of a chain
 * @param waitersBehind how many sessions wait for this one, directly or through others
 * @param waitsFor the lock that it waits for, such as "AccessExclusiveLock on public.t"; null if
 *     none
 */
public record Blocker(
    int pid,
    String user,
    String application,
    String client,
    String state,
    Duration transactionAge,
    String query,
    List<Integer> blockedBy,
    int waitersBehind,
    @Nullable String waitsFor) {

  public Blocker {
    blockedBy = List.copyOf(blockedBy);
  }

  /** Whether it waits for nobody: who ends this one ends the jam. */
  public boolean isHead() {
    return blockedBy.isEmpty();
  }

  /** The same, with so many behind it. */
  Blocker with(int waiters) {
    return new Blocker(
        pid, user, application, client, state, transactionAge, query, blockedBy, waiters, waitsFor);
  }
}
