package dev.ebb.outofband;

import dev.ebb.db.Session;

/**
 * An out-of-band migration that SQL alone cannot do. A {@code metadata.yaml} names its class, and
 * the class path, or a jar in the project's folder of jars, offers it to {@link
 * java.util.ServiceLoader}; it needs a public constructor without arguments. One instance serves
 * all workers of a process, several at once.
 *
 * <p>{@code up} and {@code down} are called inside a transaction that is opened before and
 * committed after them together with the record of how far the migration is: they must neither
 * commit nor roll back. If the process or the server is killed, the batch was never begun. So what
 * they do outside of the database must bear being done twice.
 *
 * <p>What they throw undoes the batch. {@link dev.ebb.db.SqlFailure} is tried again with fewer
 * rows, as the policy says; anything else stops the migration.
 */
public interface OutOfBandTask {

  /**
   * How much of the way up is done: 0 for nothing, 1 for all of it, and 1 for a table without rows.
   * Exactly 1 if and only if no row is left that needs {@link #up}; exactly 0 if and only if no row
   * is left that needs {@link #down}. Asked rarely: at the start, at the end, and, if there is no
   * range of keys, every few seconds.
   */
  double progress(Session session);

  /**
   * Does one batch on the way up.
   *
   * @param batch about how many rows to do, and within which keys. With a range every row in it has
   *     to be dealt with, since no other batch will; without one the next {@code size} rows, which
   *     no other worker has locked ({@code FOR UPDATE SKIP LOCKED})
   * @return how many rows were changed; without a range 0 means that no row was left
   */
  long up(Session session, Batch batch);

  /**
   * Does one batch on the way back; as {@link #up}. Never called if the migration is declared
   * non-destructive or irreversible.
   */
  long down(Session session, Batch batch);
}
