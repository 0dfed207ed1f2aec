package dev.ebb.passage;

import dev.ebb.DriftReport;
import dev.ebb.DriftRequest;
import dev.ebb.Ebb;
import dev.ebb.Expectation;
import dev.ebb.Proposal;
import dev.ebb.RehearsalRequest;
import dev.ebb.Workspace;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Plan;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.outofband.Declaration;
import dev.ebb.release.Itinerary;
import dev.ebb.release.Release;
import dev.ebb.run.Outcome;
import dev.ebb.source.SchemaConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * Brings the databases of an application from one release to another: looks first, runs after, and
 * compares in the end. The plan and every step of it that is done are remembered in the database of
 * the first schema, so that whoever calls again goes on where this stopped. Not thread-safe.
 */
public final class Passage {
  private final Ebb ebb;
  private final PassageRequest request;
  private final DataWork data;

  /**
   * A passage.
   *
   * @param ebb works with every migration of every release, as {@code Releases.stitched()} has them
   */
  public Passage(Ebb ebb, PassageRequest request, DataWork data) {
    this.ebb = ebb;
    this.request = request;
    this.data = data;
  }

  /**
   * Finds out what it would do, and everything that speaks against it. Changes nothing.
   *
   * @throws Fault if there is no such way, or a database cannot be reached
   */
  public Prospect prospect() {
    Prospect prospect = look();
    return prospect.isReached() ? prospect : new Preflight(ebb, request, data).checked(prospect);
  }

  /**
   * Tries the steps of every schema on a scratch database, and reckons how long data takes. Changes
   * nothing in the real ones.
   *
   * @param manner where it is tried
   * @throws Fault if there is no such way, a database cannot be reached, or there can be no scratch
   *     database
   */
  public PassageRehearsal rehearse(RehearsalRequest manner) {
    return new DressRehearsal(ebb, request, data.declarations()).of(prospect(), manner);
  }

  private Prospect look() {
    return Home.explained(
        request.home(),
        () -> {
          try (Home home = home()) {
            return new Lookout(ebb, request, data).look(home);
          }
        });
  }

  private Home home() {
    return Home.looking(request.ways().connectors().apply(request.home()));
  }

  /**
   * Does what somebody agreed to.
   *
   * @param shown what they saw; nothing beyond it runs
   * @throws Fault BUSY if another passage is under way; REFUSED if things have changed since, or if
   *     something speaks against it
   */
  public Arrival go(Prospect shown, Watcher watcher) {
    if (!shown.findings().isEmpty()) {
      throw new Fault(shown.findings());
    }
    try (Home home =
        Home.locked(
            request.ways().connectors().apply(request.home()),
            request.options().lockWait(),
            ebb.cancellation())) {
      Lookout lookout = new Lookout(ebb, request, data);
      Prospect now = Home.explained(request.home(), () -> lookout.look(home));
      if (now.isReached()) {
        return new Arrival.Arrived(List.of());
      }
      if (!now.plan().equals(shown.plan())) {
        throw Fault.of(
            FaultCode.REFUSED,
            "another upgrade or downgrade has run in the meantime",
            "run the same command again to see what is left to do; nothing was changed by this one");
      }
      return travel(new Trip(home, lookout.begun(home, now), now, watcher, new ArrayList<>()));
    }
  }

  /** One go at the way: what it is done with, and what has run so far. */
  private record Trip(
      Home home, Logbook.Begun run, Prospect prospect, Watcher watcher, List<Outcome> outcomes) {}

  private Arrival travel(Trip trip) {
    int of = trip.prospect().stages().size();
    for (int i = 0; i < of; i++) {
      try {
        trip.watcher().leg(trip.prospect().stages().get(i).leg(), i + 1, of);
        List<Problem> problems = stage(trip, i);
        if (!problems.isEmpty()) {
          return new Arrival.Halted(trip.outcomes(), i + 1, problems);
        }
      } catch (Fault fault) {
        return new Arrival.Halted(trip.outcomes(), i + 1, fault.problems());
      }
    }
    return new Arrival.Arrived(trip.outcomes());
  }

  private List<Problem> stage(Trip trip, int number) {
    Prospect.Stage stage = trip.prospect().stages().get(number);
    boolean last = number == trip.prospect().stages().size() - 1;
    trip.watcher().schemas();
    List<Proposal> proposals = List.copyOf(stage.schemas().values());
    for (int i = 0; i < proposals.size(); i++) {
      List<Problem> problems = schema(proposals.get(i), trip);
      if (!problems.isEmpty()) {
        return problems;
      }
      String mark = Lookout.schemaMark(proposals.get(i).schema().name());
      remember(trip, number, mark, last && i == proposals.size() - 1);
    }
    if (last && proposals.isEmpty()) {
      remember(trip, number, "end", true);
    }
    trip.watcher().schemasDone();
    if (!stage.data().isEmpty()) {
      moveData(stage, trip);
      remember(trip, number, Lookout.DATA, false);
    }
    return List.of();
  }

  private List<Problem> schema(Proposal proposal, Trip trip) {
    if (proposal.isReached()) {
      return List.of();
    }
    trip.watcher().schema(proposal.schema().name());
    Outcome outcome = ebb.carryOut(proposal, request.policy());
    trip.outcomes().add(outcome);
    return switch (outcome) {
      case Outcome.Finished _ -> List.of();
      case Outcome.Stopped stopped -> stopped.problems();
    };
  }

  private void remember(Trip trip, int leg, String what, boolean end) {
    Logbook logbook = trip.home().logbook();
    Home.explained(
        request.home(),
        () -> {
          if (end) {
            logbook.arrive(trip.run(), leg, what, request.home().name().value());
          } else {
            logbook.mark(trip.run().id(), leg, what);
          }
          return true;
        });
  }

  private void moveData(Prospect.Stage stage, Trip trip) {
    List<Integer> ids = stage.data().stream().map(Prospect.Data::id).toList();
    trip.watcher().data(ids);
    List<Declaration> known =
        data.declarations().stream().filter(d -> ids.contains(d.id().value())).toList();
    if (!known.isEmpty()) {
      data.run(trip.run().plan().direction(), known);
    }
    trip.watcher().dataDone();
  }

  /**
   * Holds every database against what the release at the end makes of it.
   *
   * @return a report for each database, once for those that share one
   */
  public List<Compared> compare(Itinerary plan) {
    Release release = request.releases().release(plan.to());
    Workspace then = Workspace.of(request.releases().project(), request.releases().at(release));
    Expectation expectation =
        new Expectation.Defined(then, plan.to().toString(), release.fingerprints());
    List<Compared> compared = new ArrayList<>();
    for (SchemaConfig schema : request.schemas()) {
      String database = request.ways().connectors().apply(schema).settings().describe();
      boolean told =
          compared.stream()
              .map(Compared::report)
              .anyMatch(r -> r.schemas().contains(schema) && r.database().equals(database));
      if (!told) {
        DriftRequest asked = request.ways().drift().apply(schema.name(), expectation);
        compared.add(new Compared(asked, ebb.drift(asked)));
      }
    }
    return compared;
  }

  /** What was asked of a database, and what was found. */
  public record Compared(DriftRequest request, DriftReport report) {}

  /** All that a passage does in one schema, as one proposal, to ask what it destroys. */
  static Proposal whole(List<Proposal> parts) {
    Proposal first = parts.getFirst();
    List<Step> steps = parts.stream().flatMap(p -> p.plan().steps().stream()).toList();
    Plan plan = first.plan();
    return new Proposal(
        first.schema(),
        first.home(),
        new Plan(plan.schema(), plan.target(), steps, remarks(parts), plan.ledgerRow()),
        first.preferred(),
        first.state(),
        first.stored(),
        first.blank());
  }

  private static List<Plan.Remark> remarks(List<Proposal> parts) {
    return parts.stream().flatMap(p -> p.plan().remarks().stream()).distinct().toList();
  }

  static SequencedMap<SchemaName, Proposal> byName(List<Proposal> proposals) {
    SequencedMap<SchemaName, Proposal> byName = new LinkedHashMap<>();
    proposals.forEach(p -> byName.put(Objects.requireNonNull(p).schema().name(), p));
    return byName;
  }
}
