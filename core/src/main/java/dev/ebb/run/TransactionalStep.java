package dev.ebb.run;

import dev.ebb.db.SqlFailure;
import dev.ebb.event.Event;
import dev.ebb.fault.Fault;
import dev.ebb.graph.Step;
import dev.ebb.ledger.Run;
import dev.ebb.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Runs one step in one transaction with its row of the ledger: after a crash at any moment the
 * database is before or after, never between. Confined to one thread.
 */
final class TransactionalStep {
  private final Worksite site;
  private final Step step;
  private @Nullable Statement current;

  TransactionalStep(Worksite site, Step step) {
    this.site = site;
    this.step = step;
  }

  /** How the step went, where that is not a failure. */
  enum Result {
    DONE,
    /** A procedure wants to commit by itself: the step cannot be one transaction. */
    COMMITS_BY_ITSELF
  }

  /**
   * Runs and commits; tries again while locks are not to be had.
   *
   * @throws StepFailure if the server refuses; everything is rolled back then
   * @throws SqlFailure if the connection broke
   */
  Result run() {
    for (int attempt = 1; ; attempt++) {
      try {
        attempt();
        return Result.DONE;
      } catch (SqlFailure failure) {
        if (failure.isConnectionLost()) {
          throw failure;
        }
        site.rollBack();
        if (failure.isTransactionTermination()) {
          return Result.COMMITS_BY_ITSELF;
        }
        new Retry(site, step).orGiveUp(failure, current, attempt);
      } catch (Fault refused) {
        site.rollBack();
        throw new StepFailure(step, refused.problems(), false, refused);
      } catch (Worksite.Cancelled cancelled) {
        site.rollBack();
        throw cancelled;
      }
    }
  }

  private void attempt() {
    long started = System.nanoTime();
    current = null;
    site.session().execute(site.begin());
    site.companion().before(site.session(), step);
    statements();
    String closing = site.close(step);
    Run run = site.book().entry(step, Duration.ofNanos(System.nanoTime() - started));
    site.journal().commitSent();
    site.session().execute(closing + site.ledger().doneSql(run) + ";COMMIT");
    site.session().takeNotices();
    site.guard().committed(step);
  }

  /** Runs the statements inside a transaction that is open. */
  void statements() {
    StepGuard.Inside inside = site.inside(step, statement -> current = statement);
    site.guard().begun(inside);
    site.guard().run(inside, step.source().script().statements());
    site.guard().finished(inside);
  }

  /** Tells the listeners about a step that cannot be one transaction. */
  void sayOutside() {
    Statement statement = current;
    site.say(
        new Event.OutsideTransaction(
            site.schema(), step, statement == null ? "" : statement.head()));
  }
}
