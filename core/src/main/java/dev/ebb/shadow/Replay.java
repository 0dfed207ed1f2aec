package dev.ebb.shadow;

import dev.ebb.catalog.Catalog;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Migration;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.introspect.RepeatedReading;
import dev.ebb.ledger.Ledger;
import dev.ebb.ledger.LedgerHome;
import dev.ebb.run.Cancellation;
import dev.ebb.run.Companion;
import dev.ebb.run.Outcome;
import dev.ebb.run.RunOptions;
import dev.ebb.run.StepGuard;
import dev.ebb.run.StepRunner;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The migrations of one schema, run in a shadow as they would be run in earnest, ledger included.
 * What the ledger is made of never shows up in a catalog. Several schemas may be replayed into one
 * shadow, one after the other.
 *
 * <p>Not thread-safe, but for the cancellation.
 */
public final class Replay implements AutoCloseable {
  private final Settings settings;
  private final StepRunner runner;
  private final StepLimit limit;
  private final Ears ears;
  private final SortedSet<String> own;
  private final Connector connector;
  private @Nullable RepeatedReading reading;
  private StepGuard guard = StepGuard.NONE;

  /**
   * How a replay goes about it.
   *
   * @param schema the schema
   * @param versionTable its version table
   * @param reader reads catalogs; it has to leave out the version tables of all schemas that are
   *     replayed into the same shadow
   * @param limit how long a step may take: one that hangs here is stopped then
   * @param events hears what happens
   * @param cancellation how to ask it to stop
   */
  public record Settings(
      SchemaName schema,
      String versionTable,
      CatalogReader reader,
      Duration limit,
      EventSink events,
      Cancellation cancellation) {

    /** With a limit of ten minutes a step, and nobody who listens. */
    public static Settings of(SchemaName schema, String versionTable) {
      return new Settings(
          schema,
          versionTable,
          new CatalogReader(List.of(versionTable)),
          Duration.ofMinutes(10),
          EventSink.NONE,
          new Cancellation());
    }
  }

  /** Lets an observer hear, too, as long as there is one. */
  private static final class Ears implements EventSink {
    private final EventSink next;
    private volatile EventSink observer = EventSink.NONE;

    Ears(EventSink next) {
      this.next = next;
    }

    @Override
    public void accept(Event event) {
      observer.accept(event);
      next.accept(event);
    }
  }

  private Replay(
      Settings settings, StepRunner runner, Connector connector, StepLimit limit, Ears ears) {
    this.settings = settings;
    this.connector = connector;
    this.runner = runner;
    this.limit = limit;
    this.ears = ears;
    this.own = new TreeSet<>(List.of("migration_logs", settings.versionTable()));
  }

  /**
   * Makes a shadow ready for the migrations of a schema; runs none.
   *
   * @throws Fault if the shadow cannot be reached any more
   */
  public static Replay in(Shadow shadow, Settings settings) {
    Ears ears = new Ears(settings.events());
    StepLimit limit = new StepLimit(ears, settings.limit());
    LedgerHome home =
        new LedgerHome(settings.schema(), settings.versionTable(), namespace(shadow.session()));
    return new Replay(
        settings,
        StepRunner.open(
            new Ledger(home),
            shadow.connector(),
            RunOptions.defaults("shadow", "shadow"),
            limit,
            settings.cancellation()),
        shadow.connector(),
        limit,
        ears);
  }

  private static String namespace(Session session) {
    return session
        .queryFirst(
            "SELECT current_schema()::text AS name WHERE current_schema() IS NOT NULL",
            row -> row.text("name"))
        .orElse("public");
  }

  /** From here on somebody stands beside the steps, as in earnest; by default nobody does. */
  public void guard(StepGuard beside) {
    guard = beside;
  }

  /** Where the books of these migrations are. */
  public LedgerHome home() {
    return new LedgerHome(settings.schema(), settings.versionTable(), namespace(session()));
  }

  /** The session in which everything runs; in no transaction between calls. */
  public Session session() {
    return runner.session();
  }

  /** All objects that there are now, those of an open transaction of the session among them. */
  public Catalog catalog() {
    Session session = runner.session();
    if (session.inTransaction()) {
      return settings.reader().read(session);
    }
    if (reading == null) {
      reading = new RepeatedReading(settings.reader(), connector.open());
    }
    return reading.read();
  }

  /**
   * Applies migrations in the given order, many in one transaction where they can.
   *
   * @throws Fault if one of them cannot be applied: with its file, line, and what the server says
   */
  public void up(Collection<Migration> inOrder) {
    run(
        inOrder.stream().map(m -> new Step(Direction.UP, m, Step.Origin.PROJECT)).toList(),
        Companion.NONE);
  }

  /** Runs one step without looking. As {@link #up}. */
  public void run(Step step) {
    run(List.of(step), Companion.NONE);
  }

  private void run(List<Step> steps, Companion companion) {
    if (outcome(steps, companion) instanceof Outcome.Stopped stopped) {
      throw new Fault(problems(stopped));
    }
  }

  private Outcome outcome(List<Step> steps, Companion companion) {
    limit.begin(runner.session());
    try {
      return runner.run(steps, companion, guard);
    } finally {
      limit.rest();
    }
  }

  /**
   * Runs one step, up or down, and tells what it did. If it fails, what was seen of it is told all
   * the same; what was one transaction has left nothing behind then.
   */
  public Observation observe(Step step, Detail detail) {
    return observe(step, detail, catalog());
  }

  /**
   * The same, for who knows already what objects there are before the step, and spares the time to
   * read them again.
   *
   * @param before read by this replay, or as the {@link Observation#after} of its last step;
   *     nothing may have changed objects since
   */
  public Observation observe(Step step, Detail detail, Catalog before) {
    return observe(step, new Observer(settings.reader(), own, detail, before));
  }

  private Observation observe(Step step, Observer observer) {
    return switch (heard(step, observer)) {
      case Outcome.Finished _ -> observer.of(step, List.of(), catalog());
      case Outcome.Stopped stopped -> {
        if (!stopped.partly()) {
          yield observer.of(step, problems(stopped));
        }
        observer.after(runner.session(), step);
        yield observer.of(step, problems(stopped), catalog());
      }
    };
  }

  private Outcome heard(Step step, Observer observer) {
    ears.observer = observer;
    try {
      return outcome(List.of(step), observer);
    } finally {
      ears.observer = EventSink.NONE;
    }
  }

  private List<Problem> problems(Outcome.Stopped stopped) {
    return stopped.problems().stream().map(this::onShadow).toList();
  }

  private Problem onShadow(Problem problem) {
    if (limit.exceeded()) {
      return new Problem(
          problem.code(),
          problem.place(),
          "on the shadow: stopped after %d s: %s"
              .formatted(limit.limit().toSeconds(), problem.what()),
          "look at what that statement waits for; it may be that it never ends in earnest either");
    }
    // a scratch database can be written to, so that it is an extension that the server lacks
    boolean lacking = problem.code() == FaultCode.SERVER;
    return new Problem(
        problem.code(),
        problem.place(),
        "on the shadow: " + problem.what(),
        lacking
            ? "that server lacks the extension: make the shadow where it is installed, with"
                + " --shadow=target or --shadow=postgres://…"
            : problem.remedy());
  }

  /** Ends its connections. What was applied stays in the shadow. */
  @Override
  public void close() {
    limit.close();
    if (reading != null) {
      reading.close();
    }
    runner.close();
  }
}
