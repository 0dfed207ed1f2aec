package dev.ebb.run;

import dev.ebb.db.Session;
import dev.ebb.graph.Step;
import dev.ebb.sql.Statement;
import java.time.Duration;

/**
 * Goes along with every step of a run, on the session that does the work: to look at what a step
 * does, or to do something in the same transaction. Called by the thread that runs.
 *
 * <p>Of a step that is one transaction, everything here is called inside it: what a companion does
 * commits or vanishes together with the step. An attempt that could not get its locks is rolled
 * back, and then all is called again from the start. Of a step that PostgreSQL cannot run in a
 * transaction, the calls for the step are outside of any; those for a statement are inside the
 * transaction of that statement, if it can have one ({@code session.inTransaction()} tells).
 *
 * <p>What it throws ends the step as a failure of the step would. Between statements the session
 * may have whatever role and settings the script has set so far.
 */
public interface Companion {
  /** Nobody. */
  Companion NONE =
      new Companion() {
        @Override
        public boolean staysAway() {
          return true;
        }
      };

  /**
   * Whether it need not be called at all, so that all steps of a new database may share one
   * transaction. By default it need.
   */
  default boolean staysAway() {
    return false;
  }

  /** The step begins: nothing of it has run. */
  default void before(Session session, Step step) {}

  /** A statement is about to run. */
  default void before(Session session, Step step, Statement statement) {}

  /** A statement has run; it took that long. */
  default void after(Session session, Step step, Statement statement, Duration elapsed) {}

  /**
   * All statements have run, deferred constraints have been checked, and what the script has set in
   * the session is forgotten; the ledger is not written yet.
   */
  default void after(Session session, Step step) {}
}
