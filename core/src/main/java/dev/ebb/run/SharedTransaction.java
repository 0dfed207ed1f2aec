package dev.ebb.run;

import dev.ebb.db.SqlFailure;
import dev.ebb.event.Event;
import dev.ebb.fault.Fault;
import dev.ebb.graph.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs many steps in one transaction, on a database that is new and that nobody else is in: one
 * flush to disk instead of a thousand. Whatever goes wrong, everything is rolled back and the steps
 * get a transaction each, since some scripts need one of their own (a new enum value cannot be used
 * before it is committed; the lock table has an end).
 */
final class SharedTransaction {
  private static final int LOOKS = 4;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(25);

  private final Worksite site;
  private final StepCount count;

  SharedTransaction(Worksite site, StepCount count) {
    this.site = site;
    this.count = count;
  }

  /**
   * Whether nobody but Ebb is connected to this database. Asks again after a moment: a session that
   * has just begun (the watchdog's own) or is just ending is listed without its name.
   */
  static boolean isPossible(Worksite site) {
    for (int look = 1; others(site) > 0; look++) {
      if (look == LOOKS || site.cancellation().requested()) {
        return false;
      }
      site.cancellation().sleep(BETWEEN_LOOKS);
    }
    return true;
  }

  private static long others(Worksite site) {
    return site.session()
        .queryOne(
            """
            SELECT count(*) AS others FROM pg_stat_activity
            WHERE datname = current_database() AND backend_type = 'client backend'
              AND application_name NOT LIKE 'ebb%'\
            """,
            row -> row.int64("others"));
  }

  /**
   * Runs all steps and commits once.
   *
   * @return what is done; empty if it could not be, and nothing happened
   * @throws SqlFailure if the connection broke
   */
  List<Done> run(List<Step> steps) {
    site.say(new Event.SharedTransaction(site.schema(), steps.size()));
    int before = count.number();
    Step running = steps.getFirst();
    try {
      List<Done> done = new ArrayList<>();
      site.session().execute(site.begin());
      for (Step step : steps) {
        running = step;
        done.add(one(step));
      }
      site.journal().commitSent();
      site.session().execute(site.ledger().versionSql(site.book().version()) + ";COMMIT");
      return done;
    } catch (SqlFailure failure) {
      if (failure.isConnectionLost()) {
        throw failure;
      }
      takeBack(steps, before);
      if (site.cancellation().requested()) {
        throw new Worksite.Cancelled();
      }
      site.say(new Event.SharedTransactionGivenUp(site.schema(), running, failure.serverMessage()));
      return List.of();
    } catch (Worksite.Cancelled cancelled) {
      takeBack(steps, before);
      throw cancelled;
    } catch (Fault refused) {
      takeBack(steps, before);
      throw new StepFailure(running, refused.problems(), false, refused);
    }
  }

  private Done one(Step step) {
    count.started(step);
    long started = System.nanoTime();
    TransactionalStep inside = new TransactionalStep(site, step);
    inside.statements();
    Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
    // Deferred constraints are checked here and not at the end, so that an error names its
    // migration.
    site.session()
        .execute(
            "SET CONSTRAINTS ALL IMMEDIATE;"
                + site.forgetInside()
                + site.ledger().rowSql(site.book().entry(step, elapsed)));
    site.session().takeNotices();
    site.book().done(step);
    count.finished(step, elapsed);
    return new Done(step, elapsed, Done.How.RAN);
  }

  private void takeBack(List<Step> steps, int before) {
    site.rollBack();
    steps.forEach(site.book()::undone);
    count.backTo(before);
  }
}
