package dev.ebb.run;

import dev.ebb.db.MigrationLock;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Direction;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Plan;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.ledger.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** One go at a goal, from taking the ledger's word to the last step, on one connection. */
final class Execution {
  private final SchemaName schema;
  private final Ledger ledger;
  private final RunOptions options;
  private final EventSink events;
  private final Cancellation cancellation;
  private final Journal journal;
  private final Companion companion;

  /** An execution that goes on in this journal. */
  Execution(
      SchemaName schema,
      Ledger ledger,
      RunOptions options,
      EventSink events,
      Cancellation cancellation,
      Journal journal,
      Companion companion) {
    this.schema = schema;
    this.ledger = ledger;
    this.options = options;
    this.events = events;
    this.cancellation = cancellation;
    this.journal = journal;
    this.companion = companion;
  }

  Outcome run(MigrationLock lock, Watchdog watchdog, Goal goal, Plan shown) {
    ledger.prepare(lock, shown.steps().stream().map(Step::id).toList());
    goal.guard().connected(lock.session(), shown.steps());
    LedgerState found = ledger.read(lock.session());
    journal.confirm(found).forEach(step -> events.accept(new Event.CommitConfirmed(schema, step)));
    boolean fresh = found.entries().isEmpty() && found.legacy() == null;
    LedgerState state = takeOver(lock, goal, found);
    Worksite site = site(lock, watchdog, state, goal.guard());
    state = heal(site, goal, state);
    Plan plan = goal.plan(lock.session(), state);
    if (!plan.isPartOf(shown)) {
      throw stale(plan);
    }
    execute(site(lock, watchdog, state, goal.guard()), plan, fresh);
    return new Outcome.Finished(schema, journal.done());
  }

  Worksite site(MigrationLock lock, Watchdog watchdog, LedgerState state, StepGuard guard) {
    return new Worksite(
        schema,
        lock,
        ledger,
        new Worksite.Book(state, options),
        watchdog,
        options,
        events,
        cancellation,
        journal,
        new Retry.Patience(RandomGenerator.getDefault()),
        companion,
        guard);
  }

  private LedgerState takeOver(MigrationLock lock, Goal goal, LedgerState state) {
    LedgerState.LegacyVersion legacy = state.legacy();
    if (legacy == null) {
      List<MigrationId> squashed = goal.inEffect(state);
      ledger.backfill(lock, squashed);
      return squashed.isEmpty() ? state : ledger.read(lock.session());
    }
    List<MigrationId> implied = goal.impliedBy(legacy);
    ledger.backfill(lock, implied);
    events.accept(new Event.TakenOver(schema, legacy.version(), implied));
    return ledger.read(lock.session());
  }

  private LedgerState heal(Worksite site, Goal goal, LedgerState state) {
    if (state.unsettled().isEmpty()) {
      return state;
    }
    Healer healer = new Healer(site, id -> goal.definition(site.session(), id), goal.heading());
    try {
      return healer.heal(state);
    } finally {
      journal.commit(healer.done());
    }
  }

  private Fault stale(Plan plan) {
    return Fault.of(
        FaultCode.REFUSED,
        "the database has changed since the plan for schema \"" + plan.schema() + "\" was made",
        "nothing was changed; run the same command again to see the new plan");
  }

  /**
   * Runs the steps of a plan.
   *
   * @param fresh whether the database is of no use to anybody yet, so that steps may share a
   *     transaction
   */
  void execute(Worksite site, Plan plan, boolean fresh) {
    PrivilegeCheck privileges = PrivilegeCheck.of(plan, site.session());
    privileges.permit(options.privileges());
    events.accept(new Event.RunStarted(schema, plan));
    StepCount count = new StepCount(schema, events, plan.steps().size());
    List<Step> steps = plan.steps();
    boolean whole = fresh && isUp(plan);
    SharedTransaction shared =
        new SharedTransaction(site, count, whole ? null : SharedTransaction.SLICE);
    boolean share = mayShare(site, steps);
    if (share) {
      events.accept(new Event.SharedTransaction(schema, steps.size(), whole));
    }
    int next = 0;
    while (next < steps.size()) {
      int end = share ? endOfShareable(steps, next, privileges) : next;
      boolean single = end - next <= 1;
      if (!single) {
        SharedTransaction.Result result = shared.run(steps.subList(next, end));
        next += result.done().size();
        single = result.nextOnItsOwn();
        share = whole || SharedTransaction.isPossible(site);
      }
      if (single) {
        single(site, steps.get(next++), count, privileges);
      }
    }
  }

  private boolean mayShare(Worksite site, List<Step> steps) {
    return steps.size() > 1 && companion.staysAway() && SharedTransaction.isPossible(site);
  }

  private static boolean isUp(Plan plan) {
    return !plan.steps().isEmpty() && plan.steps().getFirst().direction() == Direction.UP;
  }

  private int endOfShareable(List<Step> steps, int from, PrivilegeCheck privileges) {
    int end = from;
    while (end < steps.size()
        && steps.get(end).source().script().transactional()
        && !privileges.isRecordOnly(steps.get(end), options.privileges())) {
      end++;
    }
    return end;
  }

  private void single(Worksite site, Step step, StepCount count, PrivilegeCheck privileges) {
    count.started(step);
    journal.begin(List.of(step));
    long started = System.nanoTime();
    Done.How how = Done.How.RAN;
    if (privileges.isRecordOnly(step, options.privileges())) {
      record(site, step);
      how = Done.How.RECORDED;
    } else if (step.source().script().transactional()) {
      transactional(site, step);
    } else {
      OutsideTransaction.begin(site, step).run(0);
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
    journal.commit(List.of(new Done(step, elapsed, how)));
    count.finished(step, elapsed);
  }

  private static void transactional(Worksite site, Step step) {
    TransactionalStep inside = new TransactionalStep(site, step);
    switch (inside.run()) {
      case DONE -> site.book().done(step);
      case COMMITS_BY_ITSELF -> {
        inside.sayOutside();
        OutsideTransaction.begin(site, step).run(0);
      }
    }
  }

  private static void record(Worksite site, Step step) {
    site.session()
        .execute(
            site.begin()
                + ";"
                + site.ledger().doneSql(site.book().entry(step, Duration.ZERO))
                + ";COMMIT");
    site.session().takeNotices();
    site.book().done(step);
    site.say(new Event.RecordedOnly(site.schema(), step));
  }
}
