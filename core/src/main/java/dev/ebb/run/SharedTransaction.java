package dev.ebb.run;

import dev.ebb.db.SqlFailure;
import dev.ebb.event.Event;
import dev.ebb.fault.Fault;
import dev.ebb.graph.Step;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs several steps in one transaction, on a database that nobody else is in: one flush to disk
 * instead of many. A step that fails takes nothing with it: it is rolled back to where it began,
 * those before it are committed, and it gets a transaction of its own, since some scripts need one
 * (a new enum value cannot be used before it is committed; the lock table has an end).
 *
 * <p>On a database that is in use nobody knows who comes next. So a transaction there ends with the
 * first step after which it has lasted {@link #SLICE}, which is about what a newcomer may have to
 * wait. On a new one nobody waits, and small steps that may be repeated travel in one message.
 */
final class SharedTransaction {
  /** Less than a person notices, and some hundred small steps. */
  static final Duration SLICE = Duration.ofMillis(250);

  private static final int LOOKS = 4;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(25);
  private static final String SAVE = ";SAVEPOINT ebb_step";
  private static final String SAVED = ";RELEASE ebb_step" + SAVE;

  private static final int LONGEST_MESSAGE = 100_000;

  private final Worksite site;
  private final StepCount count;
  private final @Nullable Duration limit;
  private final MessageSize size;

  /**
   * For steps that may share transactions.
   *
   * @param limit how long one may last before it takes no further step; null for any time
   */
  SharedTransaction(Worksite site, StepCount count, @Nullable Duration limit) {
    this.site = site;
    this.count = count;
    this.limit = limit;
    this.size = new MessageSize(limit);
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

  // A role that may not see the sessions of others sees no kind and no name of them: whatever they
  // are, they count.
  private static long others(Worksite site) {
    return site.session()
        .queryOne(
            """
            SELECT count(*) AS others FROM pg_stat_activity
            WHERE datname = current_database() AND coalesce(backend_type, 'client backend') = 'client backend'
              AND coalesce(application_name, '') NOT LIKE 'ebb%'\
            """,
            row -> row.int64("others"));
  }

  /**
   * What came of it.
   *
   * @param done the steps that are committed: from the first on, maybe none, maybe all
   * @param nextOnItsOwn whether the step after them failed here, and is to be tried on its own
   */
  record Result(List<Done> done, boolean nextOnItsOwn) {}

  /**
   * Runs steps, as many as time allows, and commits once. The journal knows afterwards.
   *
   * @throws SqlFailure if the connection broke
   * @throws StepFailure if a guard refused a step; those before it are committed
   */
  Result run(List<Step> steps) {
    int before = count.number();
    List<Done> done = new ArrayList<>();
    site.journal().begin(steps);
    site.session().execute(site.begin() + SAVE);
    RuntimeException failure = run(steps, done);
    if (failure instanceof SqlFailure lost && lost.isConnectionLost()) {
      throw lost;
    }
    if (done.isEmpty()) {
      site.rollBack();
    } else {
      commit(done, failure != null, before);
    }
    if (done.isEmpty()) {
      site.journal().abandon();
    } else {
      site.journal().commit(done);
      done.forEach(one -> site.guard().committed(one.step()));
    }
    return failure == null ? new Result(done, done.isEmpty()) : after(done, failure, steps);
  }

  private @Nullable RuntimeException run(List<Step> steps, List<Done> done) {
    long started = System.nanoTime();
    int singles = 0;
    while (done.size() < steps.size()) {
      int before = count.number();
      try {
        List<Step> rest = steps.subList(done.size(), steps.size());
        List<Step> batch = singles > 0 ? List.of() : batch(rest);
        if (batch.size() < 2) {
          done.add(one(rest.getFirst()));
          singles--;
        } else if (!together(batch, done)) {
          singles = batch.size();
        }
      } catch (SqlFailure | Fault | Worksite.Cancelled failure) {
        count.backTo(before);
        return failure;
      }
      if (limit != null && System.nanoTime() - started > limit.toNanos()) {
        return null;
      }
    }
    return null;
  }

  // The first steps that may travel together. What a guard has to see goes by itself.
  private List<Step> batch(List<Step> steps) {
    int number = 0;
    int length = 0;
    for (Step step : steps.subList(0, Math.min(steps.size(), size.steps()))) {
      length += step.source().script().text().length();
      if (length > LONGEST_MESSAGE
          || !step.source().script().repeatable()
          || !site.guard().passes(step)) {
        break;
      }
      number++;
    }
    return steps.subList(0, number);
  }

  /**
   * Sends steps in one message. A failure and a word of the server are found again by running them
   * one by one, which tells whose they are.
   *
   * @return whether it went well; if not, nothing of it has happened
   * @throws SqlFailure if the connection broke
   */
  private boolean together(List<Step> batch, List<Done> done) {
    List<Duration> times;
    site.watchdog().watch(batch.getFirst(), batch.size() + " migrations in one message");
    try {
      times =
          site.session()
              .query(message(batch), row -> Duration.of(row.int64("micros"), ChronoUnit.MICROS));
    } catch (SqlFailure failure) {
      if (failure.isConnectionLost()) {
        throw failure;
      }
      undo();
      return false;
    } catch (Fault _) {
      // nothing was sent; whose row it is that cannot be written shows by itself
      return false;
    } finally {
      site.watchdog().rest();
    }
    if (!site.session().takeNotices().isEmpty()) {
      undo();
      return false;
    }
    size.took(times);
    for (int i = 0; i < batch.size(); i++) {
      Step step = batch.get(i);
      site.book().done(step);
      count.started(step);
      count.finished(step, times.get(i));
      done.add(new Done(step, times.get(i), Done.How.RAN));
    }
    return true;
  }

  private String message(List<Step> batch) {
    StringBuilder message = new StringBuilder();
    for (Step step : batch) {
      message.append(hurry());
      // a statement may end in a comment
      step.source().script().statements().forEach(s -> message.append(s.text()).append("\n;"));
      message.append(closing());
      message.append(site.ledger().nextRowSql(site.book().entry(step, Duration.ZERO)));
      message.append(';');
    }
    return message.append(site.ledger().timesSql(batch.size())).append(SAVED).toString();
  }

  // What takes long may, but by itself, with its own name on it. Servers before 13 measure the
  // whole
  // message, which is stricter.
  private String hurry() {
    return limit == null ? "" : "SET LOCAL statement_timeout='" + limit.toMillis() + "ms';";
  }

  private void undo() {
    size.failed();
    site.session().execute("ROLLBACK TO ebb_step;" + site.forget());
    site.session().takeNotices();
  }

  private Done one(Step step) {
    count.started(step);
    long started = System.nanoTime();
    new TransactionalStep(site, step).statements();
    Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
    site.session()
        .execute(closing() + site.ledger().rowSql(site.book().entry(step, elapsed)) + SAVED);
    site.session().takeNotices();
    site.book().done(step);
    count.finished(step, elapsed);
    return new Done(step, elapsed, Done.How.RAN);
  }

  // Deferred constraints are checked here and not at the end, so that an error names its migration.
  private String closing() {
    return "SET CONSTRAINTS ALL IMMEDIATE;" + site.forgetInside();
  }

  // A COMMIT that the server refuses takes everything back.
  private void commit(List<Done> done, boolean failed, int before) {
    String back = failed ? "ROLLBACK TO ebb_step;" + site.forget() : "";
    try {
      site.journal().commitSent();
      site.session().execute(back + site.ledger().versionSql(site.book().version()) + ";COMMIT");
    } catch (SqlFailure failure) {
      if (failure.isConnectionLost()) {
        throw failure;
      }
      site.rollBack();
      done.reversed().forEach(one -> site.book().undone(one.step()));
      count.backTo(before);
      done.clear();
    }
  }

  private Result after(List<Done> done, RuntimeException failure, List<Step> steps) {
    Step failed = steps.get(Math.min(done.size(), steps.size() - 1));
    if (failure instanceof Worksite.Cancelled || site.cancellation().requested()) {
      throw new Worksite.Cancelled();
    }
    return switch (failure) {
      case Fault refused -> throw new StepFailure(failed, refused.problems(), false, refused);
      case SqlFailure refused -> {
        site.say(
            new Event.SharedTransactionGivenUp(site.schema(), failed, refused.serverMessage()));
        yield new Result(done, true);
      }
      default -> throw failure;
    };
  }

  /**
   * How many steps travel in one message: where somebody may wait for the transaction, only as many
   * as seem to need half of the time that it may last. Starts small, since nothing is known about
   * the first.
   */
  private static final class MessageSize {
    /** Few enough that whoever watches sees it go on, and that a failure costs little. */
    private static final int MOST = 32;

    private static final int FIRST = 4;

    private final @Nullable Duration aim;
    private int steps;

    /**
     * Knows nothing yet.
     *
     * @param limit how long a transaction may last; null if nobody waits for it
     */
    MessageSize(@Nullable Duration limit) {
      this.aim = limit == null ? null : limit.dividedBy(2);
      this.steps = limit == null ? MOST : FIRST;
    }

    int steps() {
      return steps;
    }

    /** A message went well; how long each of its steps took. */
    void took(List<Duration> times) {
      if (aim != null) {
        long spent = times.stream().mapToLong(Duration::toNanos).sum();
        long fitting = spent == 0 ? MOST : aim.toNanos() * times.size() / spent;
        steps = (int) Math.clamp(fitting, 2, Math.min(MOST, 2L * Math.max(steps, 2)));
      }
    }

    /** A message was refused; its steps run one by one. */
    void failed() {
      steps = aim == null ? MOST : Math.max(2, steps / 2);
    }
  }
}
