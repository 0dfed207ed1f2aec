package dev.ebb.backfill;

import dev.ebb.backfill.Store.Run;
import dev.ebb.backfill.Store.State;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Direction;
import dev.ebb.graph.SchemaName;
import dev.ebb.outofband.Declaration;
import dev.ebb.outofband.WayBack;
import dev.ebb.outofband.Work;
import dev.ebb.run.Cancellation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs out-of-band migrations to their end: what an upgrade or a downgrade, a command, or a program
 * calls. May be called again after any interruption, by any number of processes at once: what is
 * done is known in the database, and is not done again. Thread-safe.
 */
public final class Backfill {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final Function<SchemaName, Connector> connections;
  private final BackfillOptions options;
  private final Timing timing;
  private final Cancellation cancellation;
  private final Consumer<Advance> events;

  /**
   * A backfill in real time.
   *
   * @param connections how to reach the database of each schema
   * @param cancellation by which somebody may ask it to stop after, or within, the batch that runs
   * @param events gets everything that happens; from several threads
   */
  public Backfill(
      Function<SchemaName, Connector> connections,
      BackfillOptions options,
      Cancellation cancellation,
      Consumer<Advance> events) {
    this(connections, options, Timing.real(cancellation), cancellation, events);
  }

  /** The same in a time of the caller's. */
  public Backfill(
      Function<SchemaName, Connector> connections,
      BackfillOptions options,
      Timing timing,
      Cancellation cancellation,
      Consumer<Advance> events) {
    this.connections = connections;
    this.options = options;
    this.timing = timing;
    this.cancellation = cancellation;
    this.events = events;
  }

  /**
   * Runs these to their end, one after the other: on the way up by ascending id, on the way back by
   * descending. One that is at its end already is looked at and left alone. On the way back a
   * non-destructive one is at its end at once, its data staying as they are; so is an irreversible
   * one if the options accept that.
   *
   * <p>If it stops, what is done stays done, and calling it again goes on from there.
   *
   * @return how it ended; a failure is a value
   * @throws Fault DEFINITION if the class of one of them is not registered; REFUSED if one of them
   *     is irreversible and that is not accepted. All such problems at once, and before anything is
   *     contacted
   */
  public Ending run(Collection<Declaration> migrations, Direction direction) {
    refuse(migrations, direction);
    Comparator<Declaration> order = Comparator.comparing(Declaration::id);
    List<Declaration> ordered =
        migrations.stream()
            .sorted(direction == Direction.UP ? order : order.reversed())
            .distinct()
            .toList();
    List<Declaration> completed = new ArrayList<>();
    Trip trip = new Trip();
    for (Declaration declaration : ordered) {
      Optional<Problem> problem = trip.guarded(declaration, () -> trip.run(declaration, direction));
      if (problem.isPresent()) {
        return new Ending.Stopped(completed, declaration, problem.get(), trip.changed > 0);
      }
      completed.add(declaration);
    }
    return new Ending.Completed(completed);
  }

  /**
   * Helps with those of them that are under way, in whichever direction that is, until none is.
   * Those that nobody has begun, or that were stopped, are left alone.
   *
   * @return the ones that came to their end meanwhile
   * @throws Fault as {@link #run}
   */
  public Ending help(Collection<Declaration> migrations) {
    refuse(migrations, Direction.UP);
    List<Declaration> completed = new ArrayList<>();
    Trip trip = new Trip();
    for (Declaration declaration : migrations) {
      boolean[] helped = {false};
      Optional<Problem> problem =
          trip.guarded(declaration, () -> helped[0] = trip.help(declaration));
      if (problem.isPresent()) {
        return new Ending.Stopped(completed, declaration, problem.get(), trip.changed > 0);
      }
      if (helped[0]) {
        completed.add(declaration);
      }
    }
    return new Ending.Completed(completed);
  }

  private void refuse(Collection<Declaration> migrations, Direction direction) {
    List<Problem> problems = new ArrayList<>();
    for (Declaration declaration : migrations) {
      if (declaration.work() instanceof Work.Code code) {
        try {
          options.classes().load(declaration, code.className());
        } catch (Fault e) {
          problems.addAll(e.problems());
        }
      }
      if (direction == Direction.DOWN
          && declaration.wayBack() == WayBack.IMPOSSIBLE
          && !options.acceptIrreversible()) {
        problems.add(
            Problem.of(
                FaultCode.REFUSED,
                "out-of-band migration %s cannot be taken back: what it did to the data stays, and"
                        .formatted(Job.title(declaration))
                    + " a release before "
                    + declaration.introduced().brief()
                    + " may not understand it",
                "--accept-irreversible goes on and leaves the data as they are; a backup from before"
                    + " it ran is the only way back"));
      }
    }
    if (!problems.isEmpty()) {
      throw new Fault(problems);
    }
  }

  /** One call: what it has changed so far. */
  private final class Trip {
    private long changed;

    Optional<Problem> guarded(Declaration declaration, Runnable work) {
      try {
        work.run();
        return Optional.empty();
      } catch (Fault e) {
        return Optional.of(e.problems().getFirst());
      } catch (SqlFailure e) {
        return Optional.of(
            Problem.of(
                e.faultCode(),
                "out-of-band migration %s: %s".formatted(Job.title(declaration), e.report()),
                "what is done is committed; run it again to go on from there"));
      }
    }

    void run(Declaration declaration, Direction direction) {
      try (Session session = open(declaration)) {
        Store store = new Store(session);
        store.prepare();
        Register register = Register.require(session);
        register.declare(declaration);
        if (direction == Direction.DOWN && declaration.wayBack() != WayBack.WORK) {
          leave(declaration, session, register);
          return;
        }
        Job job = job(declaration, direction, session);
        Preparation.Found found = new Preparation(job, session, register).prepare();
        switch (found) {
          case DONE ->
              events.accept(
                  new Advance.NothingToDo(declaration, direction, "every row is as it should be"));
          case BEGINS, GOES_ON -> work(job, session, found == Preparation.Found.GOES_ON);
        }
      }
    }

    boolean help(Declaration declaration) {
      try (Session session = open(declaration)) {
        if (!Store.exists(session)) {
          return false;
        }
        Optional<Run> run = new Store(session).run(declaration.id(), "");
        if (run.isEmpty() || run.get().state() != State.RUNNING) {
          return false;
        }
        Job job = job(declaration, run.get().direction(), session);
        if (!Presence.join(session, declaration.id())) {
          return false;
        }
        work(job, session, true);
        return true;
      }
    }

    private void work(Job job, Session session, boolean resumed) {
      long start = timing.nanos().getAsLong();
      events.accept(
          new Advance.Began(job.declaration(), job.direction(), resumed, options.workers()));
      Crew crew = new Crew(job);
      Run end;
      try {
        end = crew.work(session);
      } finally {
        changed += crew.changed();
      }
      Duration elapsed = timing.since(start);
      if (end.direction() != job.direction() || end.state() != State.DONE) {
        throw elsewhere(job, end);
      }
      events.accept(
          new Advance.Finished(job.declaration(), job.direction(), end.changed(), elapsed));
    }

    private Fault elsewhere(Job job, Run end) {
      boolean turned = end.direction() != job.direction();
      String note = end.note();
      return Fault.of(
          turned ? FaultCode.BUSY : FaultCode.STATEMENT,
          "out-of-band migration %s was %s by another process%s"
              .formatted(
                  job.title(),
                  turned ? "turned round" : "stopped",
                  turned || note == null ? "" : ": " + note),
          "'ebb out-of-band status --id="
              + job.id()
              + "' shows how it stands; what is done is committed, go on with '"
              + job.again()
              + "'");
    }

    private void leave(Declaration declaration, Session session, Register register) {
      if (!isAlone(declaration, session)) {
        throw Fault.of(
            FaultCode.BUSY,
            "out-of-band migration %s is being run forward by %s"
                .formatted(
                    Job.title(declaration),
                    String.join(", ", Presence.others(session, declaration.id()))),
            "wait until that is at its end, or stop that process; nothing was changed");
      }
      session.execute("BEGIN");
      new Store(session).done(declaration.id(), Direction.DOWN, 0);
      register.direct(declaration.id(), true);
      register.progress(declaration.id(), 0);
      session.execute("COMMIT");
      events.accept(
          new Advance.NothingToDo(
              declaration,
              Direction.DOWN,
              declaration.wayBack() == WayBack.NEEDLESS
                  ? "it is non-destructive: the older release reads the data as they are"
                  : "it is irreversible, which was accepted: the data stay as they are"));
    }

    // A server needs a moment to notice that somebody is gone.
    private boolean isAlone(Declaration declaration, Session session) {
      long start = timing.nanos().getAsLong();
      while (!Presence.alone(session, declaration.id())) {
        if (cancellation.requested() || timing.since(start).compareTo(options.busyWait()) > 0) {
          return false;
        }
        timing.sleep(LOOK_AGAIN);
      }
      return true;
    }

    private Session open(Declaration declaration) {
      Connector connector = connections.apply(declaration.schema());
      Session session = connector.open();
      try {
        connector.refuseUnfit(session);
        connector.refuseTransactionPooling(session);
        session.endWithClient();
        return session;
      } catch (RuntimeException e) {
        session.close();
        throw e;
      }
    }

    private Job job(Declaration declaration, Direction direction, Session session) {
      Walker walker =
          declaration.work().walk().map(w -> Walker.over(session, declaration, w)).orElse(null);
      return new Job(
          declaration,
          direction,
          Tasks.of(declaration, direction, walker, options.classes()),
          walker,
          connections.apply(declaration.schema()),
          options,
          timing,
          cancellation,
          events);
    }
  }
}
