package dev.ebb.run;

import dev.ebb.db.Session;
import dev.ebb.graph.Step;
import dev.ebb.sql.Statement;
import java.util.List;

/**
 * Stands beside the steps of a run, inside their transactions: sees each statement before it runs,
 * may do work of its own in the same transaction, and may refuse by throwing a {@link
 * dev.ebb.fault.Fault}, which rolls the step back. A run without one behaves as with {@link #NONE}.
 *
 * <p>A transaction that is rolled back and tried again begins anew with {@link #begun}.
 */
public interface StepGuard {
  /** Lets everything pass. */
  StepGuard NONE =
      new StepGuard() {
        @Override
        public boolean passes(Step step) {
          return true;
        }
      };

  /** The lock is held, nothing has run on this connection, and no transaction is open. */
  default void connected(Session session, List<Step> steps) {}

  /**
   * Whether it lets this step pass without being called for it, so that it may be sent together
   * with others in one message. Asked when all steps before it have run, or pass. By default it
   * does not.
   */
  default boolean passes(Step step) {
    return false;
  }

  /**
   * Whether {@link #begun} and {@link #finished} have something to do for a step that cannot be one
   * transaction; for others they are always called.
   */
  default boolean expects(Step step) {
    return false;
  }

  /** No statement of the step has run; its transaction is open. */
  default void begun(Inside inside) {}

  /** Runs these statements of the step in their order, in the transaction that is open. */
  default void run(Inside inside, List<Statement> statements) {
    statements.forEach(inside::execute);
  }

  /** A statement comes that no transaction can hold; none is open. */
  default void alone(Session session, Step step, Statement statement) {}

  /** All statements of the step have run, and its row of the ledger is about to be written. */
  default void finished(Inside inside) {}

  /**
   * What it did for the step in the transaction that was open is committed. Called once for each
   * such transaction, unless the connection broke meanwhile.
   */
  default void committed(Step step) {}

  /**
   * What a guard may do in the open transaction of a step. Valid during the call that gives it;
   * confined to the thread that runs.
   */
  interface Inside {
    /** The session that holds the transaction, in the state in which the script left it. */
    Session session();

    /** The step. */
    Step step();

    /**
     * Runs a statement of the step, as it would run without a guard.
     *
     * @throws dev.ebb.db.SqlFailure if the server refuses
     */
    void execute(Statement statement);

    /**
     * Runs something of the guard's own that may take long, under the watchdog's eyes.
     *
     * @param what it does, as a person reads it in a sign of life: {@code keeping public.users}
     * @return how many rows it counted, if its last statement is a query for one number; else 0
     * @throws dev.ebb.db.SqlFailure if the server refuses
     */
    long execute(String what, String sql);
  }
}
