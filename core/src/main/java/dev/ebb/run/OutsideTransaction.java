package dev.ebb.run;

import dev.ebb.db.SqlFailure;
import dev.ebb.event.Event;
import dev.ebb.fault.Fault;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Step;
import dev.ebb.ledger.Run;
import dev.ebb.probe.IndexFound;
import dev.ebb.probe.Probe;
import dev.ebb.sql.Effect;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Runs a step that PostgreSQL cannot run as one transaction: an intent is written first, then each
 * statement is run and counted. A statement that can be in a transaction commits together with its
 * count; for the others the catalog is asked after an interruption ({@link Probe}).
 *
 * <p>The advisory lock is held throughout. That does not block a concurrent index build, since
 * those who wait for the lock poll for it and hold no snapshot meanwhile.
 */
final class OutsideTransaction {
  private static final Pattern SETTING =
      Pattern.compile(
          "(re)?set\\s|select\\s+(pg_catalog\\s*\\.\\s*)?set_config\\s*\\(",
          Pattern.CASE_INSENSITIVE);

  private final Worksite site;
  private final Step step;
  private final long row;
  private final long started = System.nanoTime();
  private final List<Statement> statements;
  private final Probe probe;

  /** A step whose intent has been written to that row of the ledger. */
  OutsideTransaction(Worksite site, Step step, long row) {
    this.site = site;
    this.step = step;
    this.row = row;
    this.statements = step.source().script().statements();
    this.probe = new Probe(site.session());
  }

  /** Writes the intent and makes the step ready to run. */
  static OutsideTransaction begin(Worksite site, Step step) {
    askGuard(site, step);
    long row = site.ledger().intend(site.session(), site.book().entry(step, Duration.ZERO));
    return new OutsideTransaction(site, step, row);
  }

  // Before anything is written: what is refused then has left nothing behind.
  private static void askGuard(Worksite site, Step step) {
    try {
      for (Statement statement : step.source().script().statements()) {
        if (step.source().script().runsAlone(statement)) {
          site.guard().alone(site.session(), step, statement);
        }
      }
    } catch (Fault refused) {
      throw new StepFailure(step, refused.problems(), false, refused);
    }
  }

  /**
   * Runs the statements from the one with that index on.
   *
   * @throws StepFailure if the server refuses one: the ledger says then how far the step came
   * @throws SqlFailure if the connection broke
   */
  Duration run(int from) {
    site.journal().begunOutside();
    site.companion().before(site.session(), step);
    boolean expected = site.guard().expects(step);
    if (expected && from == 0) {
      site.session().execute(site.begin());
      site.guard().begun(inside());
      site.session().execute("COMMIT");
      site.guard().committed(step);
    }
    repeatSettings(from);
    for (int i = from; i < statements.size(); i++) {
      one(i);
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
    Run run = site.book().entry(step, elapsed);
    if (!site.companion().staysAway()) {
      site.session().execute(site.forget());
      site.companion().after(site.session(), step);
    }
    String begin = "BEGIN;" + site.forgetInside();
    if (expected) {
      site.session().execute(begin);
      site.guard().finished(inside());
      begin = "";
    }
    site.session().execute(begin + site.ledger().finishedSql(row, run) + ";COMMIT");
    site.session().takeNotices();
    site.guard().committed(step);
    site.book().done(step);
    return elapsed;
  }

  // What an earlier statement had SET was lost with the session in which the step was interrupted.
  private void repeatSettings(int before) {
    for (Statement statement : statements.subList(0, before)) {
      if (SETTING.matcher(statement.text()).lookingAt()) {
        site.execute(step, statement);
      }
    }
  }

  private void one(int index) {
    Statement statement = statements.get(index);
    for (int attempt = 1; ; attempt++) {
      try {
        if (step.source().script().runsAlone(statement)) {
          alone(statement, index);
        } else {
          inTransaction(statement, index);
        }
        return;
      } catch (SqlFailure failure) {
        if (failure.isConnectionLost()) {
          throw failure;
        }
        cleanUp(statement);
        retryOrFail(failure, index, attempt);
      } catch (Worksite.Cancelled cancelled) {
        site.rollBack();
        throw cancelled;
      } catch (Fault refused) {
        cleanUp(statement);
        throw failed(refused.problems(), index, refused);
      }
    }
  }

  private StepGuard.Inside inside() {
    return site.inside(step, _ -> {});
  }

  private void alone(Statement statement, int index) {
    if (finalizeDetach(statement)) {
      return;
    }
    dropInvalid(statement);
    // A concurrent build waits for old transactions, in nobody's way: a timeout would only leave an
    // invalid index behind.
    boolean patient = isConcurrent(statement.effect());
    site.session()
        .execute("SET lock_timeout='" + (patient ? 0 : site.lockTimeout().toMillis()) + "ms'");
    site.execute(step, statement);
    site.session().execute("BEGIN;" + noted(index));
  }

  private void inTransaction(Statement statement, int index) {
    site.session().execute(site.begin());
    site.guard().run(inside(), List.of(statement));
    site.session().execute(noted(index));
    site.guard().committed(step);
  }

  // As ourselves, whatever role the script has taken on for what follows.
  private String noted(int index) {
    return "SET LOCAL SESSION AUTHORIZATION DEFAULT;SET LOCAL ROLE NONE;"
        + site.ledger().progressSql(row, index + 1)
        + ";COMMIT";
  }

  private static boolean isConcurrent(Effect effect) {
    return switch (effect) {
      case Effect.CreatesIndex c -> c.concurrently();
      case Effect.DropsIndex d -> d.concurrently();
      case Effect.Reindexes r -> r.concurrently();
      case Effect.DetachesPartition d -> d.concurrently();
      case Effect.Creates _,
          Effect.Drops _,
          Effect.AddsEnumValue _,
          Effect.AltersExtension _,
          Effect.AddsColumn _,
          Effect.DropsColumn _,
          Effect.Calls _,
          Effect.Other _ ->
          false;
    };
  }

  private boolean finalizeDetach(Statement statement) {
    if (statement.effect() instanceof Effect.DetachesPartition detach
        && detach.concurrently()
        && probe.detachPending(detach)) {
      site.session()
          .execute(
              "ALTER TABLE %s DETACH PARTITION %s FINALIZE"
                  .formatted(detach.parent().toSql(), detach.partition().toSql()));
      return true;
    }
    return false;
  }

  /**
   * Drops what an interrupted build of the same index left: IF NOT EXISTS would be content with it.
   */
  void dropInvalid(Statement statement) {
    switch (statement.effect()) {
      case Effect.CreatesIndex create when create.concurrently() -> dropInvalidIndex(create);
      case Effect.Reindexes reindex when reindex.concurrently() ->
          probe.reindexLeftovers().forEach(this::drop);
      case Effect.CreatesIndex _,
          Effect.Reindexes _,
          Effect.DropsIndex _,
          Effect.DetachesPartition _,
          Effect.Creates _,
          Effect.Drops _,
          Effect.AddsEnumValue _,
          Effect.AltersExtension _,
          Effect.AddsColumn _,
          Effect.DropsColumn _,
          Effect.Calls _,
          Effect.Other _ -> {}
    }
  }

  private void dropInvalidIndex(Effect.CreatesIndex create) {
    SqlName name = create.index();
    IndexFound found = name == null ? null : probe.index(name, create.table());
    if (found != null && !found.valid() && !found.beingBuilt()) {
      drop(found.name());
    }
  }

  private void drop(String quotedIndex) {
    site.session().execute("SET lock_timeout=0");
    site.session().execute("DROP INDEX CONCURRENTLY IF EXISTS " + quotedIndex);
    site.say(new Event.InvalidIndexDropped(site.schema(), quotedIndex));
  }

  // Without forgetting: what the script has SET counts for the next attempt, too.
  private void cleanUp(Statement statement) {
    try {
      site.session().execute("ROLLBACK");
      site.session().takeNotices();
      dropInvalid(statement);
    } catch (SqlFailure e) {
      if (e.isConnectionLost()) {
        throw e;
      }
      // Whoever was in the way of the build is in the way of this, too. The next attempt, or the
      // next run, drops it first.
    }
  }

  private void retryOrFail(SqlFailure failure, int index, int attempt) {
    try {
      new Retry(site, step).orGiveUp(failure, statements.get(index), attempt);
    } catch (StepFailure given) {
      throw failed(given.problems(), index, failure);
    }
  }

  private StepFailure failed(List<Problem> problems, int index, RuntimeException why) {
    site.session().execute(site.forget());
    String error =
        why instanceof SqlFailure failure ? failure.serverMessage() : problems.getFirst().what();
    site.ledger().fail(site.session(), row, error);
    return new StepFailure(step, problems, index > 0, why);
  }
}
