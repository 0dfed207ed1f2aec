package dev.ebb.passage;

import dev.ebb.Ebb;
import dev.ebb.Proposal;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Direction;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.graph.Target;
import dev.ebb.release.Itinerary;
import dev.ebb.release.ItineraryPlanner;
import dev.ebb.release.Releases;
import dev.ebb.source.SchemaConfig;
import dev.ebb.version.Version;
import dev.ebb.version.Versions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;

/** Finds out which way a passage takes, and what of it is left to do. Changes nothing. */
final class Lookout {
  static final String DATA = "data";

  private final Ebb ebb;
  private final PassageRequest request;
  private final DataWork data;

  Lookout(Ebb ebb, PassageRequest request, DataWork data) {
    this.ebb = ebb;
    this.request = request;
    this.data = data;
  }

  /** What stands in the logbook for a schema that is at a leg's release. */
  static String schemaMark(SchemaName schema) {
    return "schema " + schema;
  }

  Prospect look(Home home) {
    KnownData known = known(home);
    Optional<Logbook.Begun> begun = home.logbook().unfinished();
    Optional<Itinerary> turned = begun.flatMap(this::turned);
    if (begun.isPresent() && turned.isEmpty()) {
      Logbook.Begun run = begun.get();
      refuseOther(run);
      requireReleases(run.plan());
      Set<String> done = home.logbook().done(run.id());
      return prospect(run.plan(), done, known).onTheWay(run.since());
    }
    Itinerary plan =
        begun.isPresent()
            ? wayBack(begun.get(), home.logbook().done(begun.get().id()))
            : newWay(known);
    Prospect prospect = prospect(plan, Set.of(), known);
    boolean idle = prospect.stages().stream().allMatch(s -> s.data().isEmpty());
    boolean there = installed(home).map(plan.to()::equals).orElse(idle);
    return prospect.beginning(turned, there);
  }

  /** The out-of-band migrations that are declared, or that any of the databases knows. */
  KnownData known(Home home) {
    List<KnownData.Item> rows = new ArrayList<>();
    for (SchemaConfig schema : request.schemas().reversed()) {
      rows.addAll(
          schema.equals(request.home())
              ? KnownData.rows(home)
              : Home.explained(schema, () -> rowsOf(schema)));
    }
    return KnownData.of(rows, data.declarations());
  }

  private List<KnownData.Item> rowsOf(SchemaConfig schema) {
    try (Home other = Home.looking(request.ways().connectors().apply(schema))) {
      return KnownData.rows(other);
    }
  }

  /** What the database of the first schema says is installed: to the application, or to us. */
  Optional<Version> installed(Home home) {
    Logbook logbook = home.logbook();
    return logbook.installed(request.home().name().value()).or(logbook::arrived);
  }

  /** The passage under way, or the one that begins now. */
  Logbook.Begun begun(Home home, Prospect prospect) {
    return Home.explained(
        request.home(),
        () -> {
          Optional<Logbook.Begun> unfinished = home.logbook().unfinished();
          return unfinished.isPresent() && prospect.resumed().isPresent()
              ? unfinished.get()
              : home.logbook()
                  .begin(
                      prospect.plan(),
                      request.options().toolVersion(),
                      request.options().runBy(),
                      unfinished);
        });
  }

  // What was begun, if it is to be turned back.
  private Optional<Itinerary> turned(Logbook.Begun begun) {
    return switch (request.intent()) {
      case Intent.TurnBack _ -> Optional.of(begun.plan());
      case Intent.GoOn _ -> Optional.empty();
      case Intent.Go go ->
          go.isWayBack(begun.plan()) ? Optional.of(begun.plan()) : Optional.empty();
    };
  }

  private void refuseOther(Logbook.Begun run) {
    boolean same =
        switch (request.intent()) {
          case Intent.Go go -> go.isSameWay(run.plan());
          case Intent.GoOn(Direction direction) -> direction == run.plan().direction();
          case Intent.TurnBack _ -> true;
        };
    if (!same) {
      String command = command(run.plan().direction());
      throw Fault.of(
          FaultCode.REFUSED,
          "%s, begun at %s UTC, is not finished".formatted(title(run.plan()), run.since()),
          "go on with it: 'ebb %s', or turn back to %s: 'ebb %s --turn-back'; nothing was changed"
              .formatted(command, run.plan().from(), command));
    }
  }

  static String command(Direction direction) {
    return direction == Direction.UP ? "upgrade" : "downgrade";
  }

  static String title(Itinerary plan) {
    return "the %s from %s to %s".formatted(command(plan.direction()), plan.from(), plan.to());
  }

  private void requireReleases(Itinerary plan) {
    Versions versions = request.releases().versions();
    plan.legs().forEach(leg -> versions.require(leg.version()));
  }

  private Itinerary newWay(KnownData known) {
    return switch (request.intent()) {
      case Intent.Go(Direction direction, Version from, Version to) ->
          planned(direction, from, to, known);
      case Intent.GoOn(Direction direction) ->
          throw Fault.of(
              FaultCode.USAGE,
              "the --from and --to flags are required: nothing is under way that could go on",
              "write 'ebb %s --from=VERSION --to=VERSION'; 'ebb releases' lists the versions"
                  .formatted(command(direction)));
      case Intent.TurnBack _ ->
          throw Fault.of(
              FaultCode.USAGE,
              "nothing is under way that could be turned back",
              "name --from and --to; 'ebb releases' lists the versions");
    };
  }

  private Itinerary planned(Direction direction, Version from, Version to, KnownData known) {
    Releases releases = request.releases();
    ItineraryPlanner planner = new ItineraryPlanner(releases.versions().all(), known.spans());
    Itinerary plan =
        direction == Direction.UP
            ? planner.upgrade(from, to)
            : planner.downgrade(from, to, Set.copyOf(known.untouched()));
    releases.versions().require(from);
    releases.versions().require(to);
    return plan;
  }

  // The databases are somewhere between the last leg that is done and the one that was begun, so
  // the
  // way back begins at the latter. It stops where data was moved, to move it back at the very
  // release at which it ran; data that was not come to is left alone.
  private Itinerary wayBack(Logbook.Begun run, Set<String> done) {
    Itinerary plan = run.plan();
    requireReleases(plan);
    List<Itinerary.Leg> back = new ArrayList<>();
    int begun = 0;
    for (int i = 0; i < plan.legs().size() && isWhole(done, i); i++) {
      begun = Math.min(i + 1, plan.legs().size() - 1);
      if (!plan.legs().get(i).outOfBand().isEmpty()) {
        back.addFirst(plan.legs().get(i));
      }
    }
    back.add(new Itinerary.Leg(plan.from(), List.of()));
    return new Itinerary(
        plan.direction() == Direction.UP ? Direction.DOWN : Direction.UP,
        plan.legs().get(begun).version(),
        plan.from(),
        back);
  }

  private boolean isWhole(Set<String> done, int leg) {
    return request.schemas().stream()
        .map(schema -> schemaMark(schema.name()))
        .allMatch(new TreeSet<>(marks(done, leg))::contains);
  }

  private static List<String> marks(Set<String> done, int leg) {
    String number = leg + " ";
    return done.stream()
        .filter(mark -> mark.startsWith(number))
        .map(mark -> mark.substring(number.length()))
        .toList();
  }

  private Prospect prospect(Itinerary plan, Set<String> done, KnownData known) {
    SequencedMap<SchemaName, List<Proposal>> proposals = new LinkedHashMap<>();
    SequencedMap<SchemaName, Proposal> whole = new LinkedHashMap<>();
    for (SchemaConfig schema : request.schemas()) {
      List<Proposal> inTurn = proposals(schema, plan);
      proposals.put(schema.name(), inTurn);
      whole.put(schema.name(), Passage.whole(inTurn));
    }
    List<Prospect.Stage> stages = new ArrayList<>();
    for (int i = 0; i < plan.legs().size(); i++) {
      stages.add(stage(plan.legs().get(i), i, proposals, done, known));
    }
    return new Prospect(
        plan, stages, whole, Optional.empty(), Optional.empty(), false, List.of(), List.of());
  }

  private List<Proposal> proposals(SchemaConfig schema, Itinerary plan) {
    List<Target> targets = new ArrayList<>();
    for (Itinerary.Leg leg : plan.legs()) {
      List<MigrationId> leaves = request.releases().release(leg.version()).leaves(schema.name());
      targets.add(
          plan.direction() == Direction.UP ? Target.UpTo.of(leaves) : Target.DownTo.of(leaves));
    }
    return ebb.proposeInTurn(schema.name(), targets, Step.Origin.PROJECT);
  }

  private static Prospect.Stage stage(
      Itinerary.Leg leg,
      int number,
      Map<SchemaName, List<Proposal>> proposals,
      Set<String> done,
      KnownData known) {
    List<Proposal> left = new ArrayList<>();
    proposals.forEach((schema, inTurn) -> {
      Proposal proposal = inTurn.get(number);
      if (!done.contains(number + " " + schemaMark(schema)) || !proposal.isReached()) {
        left.add(proposal);
      }
    });
    List<Prospect.Data> moved =
        done.contains(number + " " + DATA)
            ? List.of()
            : known.find(leg.outOfBand()).stream()
                .map(i ->
                    new Prospect.Data(
                        i.id(),
                        i.description(),
                        i.wayBack(),
                        i.declaration() != null,
                        i.progress()))
                .toList();
    return new Prospect.Stage(leg, Passage.byName(left), moved);
  }
}
