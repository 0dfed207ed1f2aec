package dev.ebb.incident;

import dev.ebb.Ebb;
import dev.ebb.Proposal;
import dev.ebb.SchemaStatus;
import dev.ebb.advice.Descent;
import dev.ebb.advice.Drilled;
import dev.ebb.advice.Facts;
import dev.ebb.advice.LastRun;
import dev.ebb.advice.Symptom;
import dev.ebb.advice.Way;
import dev.ebb.db.Session;
import dev.ebb.drill.PastDrill;
import dev.ebb.drill.Practice;
import dev.ebb.fault.Fault;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Entry;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.graph.Target;
import dev.ebb.keep.Kept;
import dev.ebb.keep.KeptKind;
import dev.ebb.loss.Losing;
import dev.ebb.loss.LossReport;
import dev.ebb.restore.Method;
import dev.ebb.restore.Offer;
import dev.ebb.restore.Offering;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.Unasked;
import dev.ebb.source.Project.Environment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gathers the facts about one schema's database. Changes nothing. Not thread-safe. */
public final class Inspection {
  private static final int HISTORY = 2_000;
  private static final int MOMENTS = 2;
  private static final int COPIES = 3;

  /** A point that old was made for the run. */
  private static final Duration NEAR = Duration.ofMinutes(2);

  // Of databases that do not let us in, nobody tells us the size.
  private static final String SIZES =
      """
      SELECT pg_catalog.pg_database_size(pg_catalog.current_database()) AS database,
             (SELECT sum(pg_catalog.pg_database_size(oid))::int8 FROM pg_catalog.pg_database
               WHERE pg_catalog.has_database_privilege(oid, 'CONNECT')) AS server\
      """;

  private final Ebb ebb;
  private final SchemaName schema;
  private final List<? extends Offering> methods;
  private final Function<Practice, Optional<PastDrill>> drills;
  private final Clock clock;

  /**
   * An inspection.
   *
   * @param methods whose restore points are looked at
   * @param drills the last good drill of a way, whose times tell something
   */
  public Inspection(
      Ebb ebb,
      SchemaName schema,
      List<? extends Offering> methods,
      Function<Practice, Optional<PastDrill>> drills,
      Clock clock) {
    this.ebb = ebb;
    this.schema = schema;
    this.methods = List.copyOf(methods);
    this.drills = drills;
    this.clock = clock;
  }

  /**
   * All that can be found out now.
   *
   * @throws Fault if the database cannot be reached, or a ledger cannot be read
   */
  public Facts facts(Environment environment, Symptom symptom) {
    SchemaStatus status = ebb.status(schema);
    Optional<LastRun> run = Suspects.among(ebb.history(schema, HISTORY), status.state().applied());
    Optional<Descent> descent = run.map(this::descent);
    Findings found = findings(run);
    return new Facts(
        schema,
        environment,
        symptom,
        run,
        status.state().unsettled().stream().map(Entry::id).toList(),
        new Jammed(ebb.site(schema).connector()).hang(ebb.locks(schema)),
        descent,
        found.there,
        found.unasked,
        run.isPresent()
            && status.survey().ahead().stream()
                .noneMatch(entry -> run.get().migrations().contains(entry.id())),
        drilled(descent),
        clock.instant());
  }

  private Descent descent(LastRun run) {
    List<Descent.KeptThing> returning = returning(run);
    try {
      Target target = new Target.Back(run.migrations().size());
      Proposal proposal = ebb.propose(schema, target, Step.Origin.PROJECT);
      Optional<Descent.Refusal> other = others(proposal, run);
      if (other.isPresent()) {
        return new Descent(
            List.of(other.get()), List.of(), 0, true, Duration.ZERO, returning, List.of());
      }
      ebb.permit(proposal);
      return descent(ebb.foresee(proposal), returning);
    } catch (Fault fault) {
      List<Descent.Refusal> refusals =
          fault.problems().stream()
              .map(problem -> new Descent.Refusal(problem.what(), problem.remedy()))
              .toList();
      return new Descent(refusals, List.of(), 0, true, Duration.ZERO, returning, List.of());
    }
  }

  // What goes down is what nothing applied depends on, the newest in the ledger first. Those that
  // somebody recorded by hand since, or that build on the suspected ones, would go instead of them.
  private static Optional<Descent.Refusal> others(Proposal proposal, LastRun run) {
    List<MigrationId> others =
        proposal.plan().steps().stream()
            .map(Step::id)
            .filter(id -> !run.migrations().contains(id))
            .toList();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Descent.Refusal(
                "the newest in the ledger are not those of the last run: "
                    + others.stream().map(MigrationId::toString).collect(Collectors.joining(", "))
                    + " would go down",
                "name what is to stay: 'ebb downto --db="
                    + proposal.plan().schema()
                    + " --target=ID,… --dry-run'"));
  }

  private static Descent descent(LossReport report, List<Descent.KeptThing> returning) {
    List<Descent.Refusal> refusals =
        report.obstacles().stream()
            .filter(obstacle -> obstacle.isCertain())
            .map(obstacle ->
                new Descent.Refusal(
                    obstacle.what(),
                    obstacle.query() == null
                        ? "change the data first"
                        : "see the rows with: " + obstacle.query()))
            .toList();
    List<String> things = report.realLosses().stream().map(Inspection::thing).distinct().toList();
    List<String> unknown =
        report.steps().stream().flatMap(step -> step.unknown().stream()).distinct().toList();
    return new Descent(
        refusals, things, report.bytes(), true, report.keepingTime(), returning, unknown);
  }

  private static String thing(Losing losing) {
    long values = losing.extent().values();
    return losing.loss().title() + (values < 0 ? "" : " (" + values + " values)");
  }

  private List<Descent.KeptThing> returning(LastRun run) {
    return ebb.kept(schema).stream()
        .filter(kept -> kept.state() == Kept.State.KEPT && kept.left() > 0)
        .filter(kept -> kept.direction() == Direction.UP)
        .filter(kept -> run.migrations().contains(kept.migration()))
        .map(kept ->
            new Descent.KeptThing(
                kept.id(), kept.title(), kept.left(), kept.kind() == KeptKind.VALUES))
        .toList();
  }

  /**
   * What there is to go back to, and who did not say.
   *
   * @param there the newest first
   * @param unasked who did not answer
   */
  private record Findings(List<Offer> there, List<Unasked> unasked) {
    Findings() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  private Findings findings(Optional<LastRun> run) {
    Findings found = new Findings();
    methods.forEach(method -> add(found, method, run));
    found.there.sort(Comparator.comparing((Offer offer) -> offer.point().at()).reversed());
    return found;
  }

  // Whoever keeps them may fail in whatever way, and all other ways are still there; somebody who
  // reads the list at night must see that it is not whole.
  private void add(Findings found, Offering method, Optional<LastRun> run) {
    try {
      if (method.method() != Method.POINT_IN_TIME) {
        copies(method, run).forEach(found.there::add);
      } else {
        moments(method, run).forEach(found.there::add);
      }
    } catch (RuntimeException failure) {
      found.unasked.add(Unasked.of(method, failure));
    }
  }

  // To look at one reads the whole database, and only the newest few are shown.
  private Stream<Offer> copies(Offering method, Optional<LastRun> run) {
    return method.points().stream()
        .filter(point -> point.origin() != RestorePoint.Origin.REPLACED)
        .filter(point -> Facts.isBefore(point, run, schema))
        .limit(COPIES)
        .map(method::offer);
  }

  // Points that cost nothing are many; the last ones before the run will do, and the very moment.
  private static Stream<Offer> moments(Offering method, Optional<LastRun> run) {
    Instant until = run.map(LastRun::started).orElse(Instant.MAX);
    List<RestorePoint> points =
        method.points().stream()
            .filter(point -> !point.at().isAfter(until))
            .limit(MOMENTS)
            .toList();
    Stream<Offer> named = points.stream().map(method::offer);
    boolean near = !points.isEmpty() && points.getFirst().at().isAfter(until.minus(NEAR));
    return run.isPresent() && !near
        ? Stream.concat(method.offerAt(until.minusMillis(1)).stream(), named)
        : named;
  }

  private Optional<Drilled> drilled(Optional<Descent> descent) {
    Map<Practice, PastDrill> last = new EnumMap<>(Practice.class);
    for (Practice practice : Practice.values()) {
      drills.apply(practice).ifPresent(drill -> last.put(practice, drill));
    }
    if (last.isEmpty()) {
      return Optional.empty();
    }
    Sizes sizes;
    try (Session session = ebb.site(schema).connector().open()) {
      sizes = session.queryOne(SIZES, row -> new Sizes(row.int64("database"), row.int64("server")));
    }
    long lost = descent.map(Descent::bytes).orElse(0L);
    Map<Way, Drilled.Time> times = new EnumMap<>(Way.class);
    last.forEach((practice, drill) -> {
      long bytes =
          switch (practice.scale()) {
            case SERVER -> sizes.server();
            case DATABASE -> sizes.database();
            case TABLE, NONE -> lost;
          };
      Way.of(practice.word())
          .ifPresent(way ->
              drill
                  .estimate(practice, bytes)
                  .ifPresent(time -> times.put(way, new Drilled.Time(time, drill.at()))));
    });
    return Optional.of(new Drilled(times));
  }

  private record Sizes(long database, long server) {}
}
