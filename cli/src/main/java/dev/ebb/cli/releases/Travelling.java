package dev.ebb.cli.releases;

import dev.ebb.Ebb;
import dev.ebb.Proposal;
import dev.ebb.backfill.Backfill;
import dev.ebb.backfill.BackfillOptions;
import dev.ebb.cli.drift.Aftermath;
import dev.ebb.cli.drift.DriftProgress;
import dev.ebb.cli.drift.DriftSetting;
import dev.ebb.cli.invocation.CommonOptions;
import dev.ebb.cli.invocation.Consent;
import dev.ebb.cli.invocation.Foresight;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.ReleaseSource;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.outofband.AdvanceTalk;
import dev.ebb.cli.outofband.Jars;
import dev.ebb.cli.progress.Progress;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.restoring.Precaution;
import dev.ebb.db.Connector;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Direction;
import dev.ebb.graph.SchemaName;
import dev.ebb.passage.Arrival;
import dev.ebb.passage.Intent;
import dev.ebb.passage.Passage;
import dev.ebb.passage.PassageRequest;
import dev.ebb.passage.Prospect;
import dev.ebb.passage.Waiver;
import dev.ebb.release.ItineraryPlanner;
import dev.ebb.release.Releases;
import dev.ebb.run.RunOptions;
import dev.ebb.source.SchemaConfig;
import dev.ebb.version.Version;
import dev.ebb.version.Versions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code upgrade} and {@code downgrade} have in common: look, tell, ask, go, compare. */
final class Travelling {
  private final Invocation call;
  private final Direction direction;
  private final Narrator narrator;
  private final Ears ears;

  /** Tells what runs on a shadow from what runs in earnest: nobody must take one for the other. */
  private static final class Ears implements EventSink {
    private final EventSink shadows;
    private EventSink steps = EventSink.NONE;
    private volatile EventSink next;

    Ears(EventSink shadows) {
      this.shadows = shadows;
      this.next = shadows;
    }

    @Override
    public void accept(Event event) {
      next.accept(event);
    }
  }

  Travelling(Invocation call, Direction direction) {
    this.call = call;
    this.direction = direction;
    this.narrator = new Narrator(call);
    this.ears = new Ears(new DriftProgress(call.terminal()));
  }

  ExitStatus run() {
    RunFlags.loss(call);
    Foresight.check(call);
    Intent intent = known(TravelOptions.intent(call, direction));
    RunOptions options = RunFlags.options(call);
    Releases releases = releases(intent);
    call.workOn(releases.project());
    List<SchemaConfig> schemas =
        releases.project().schemas().stream()
            .filter(schema -> !SchemaChoice.isLeftOut(call, schema))
            .toList();
    PassageRequest request = request(releases, schemas, intent, options);
    boolean moving = !call.arguments().isSet(CommonOptions.PLAIN);
    try (Progress progress = Progress.on(call.terminal(), moving);
        AdvanceTalk talk = new AdvanceTalk(call.terminal(), moving)) {
      ears.steps = progress;
      Ebb ebb =
          call.audited(
              new Ebb(
                  ReleaseSource.workspace(releases, releases.stitched()),
                  call.connections(),
                  options,
                  ears));
      Backfill backfill =
          new Backfill(schema -> connector(schemas, schema), pace(), ebb.cancellation(), talk);
      Passage passage = new Passage(ebb, request, new DataAtStops(releases, backfill));
      return call.interruption().during(ebb.cancellation(), () -> travel(ebb, passage));
    }
  }

  private Connector connector(List<SchemaConfig> schemas, SchemaName name) {
    SchemaConfig schema =
        schemas.stream()
            .filter(s -> s.name().equals(name))
            .findFirst()
            .orElseThrow(() ->
                Fault.of(
                    FaultCode.UNKNOWN_NAME,
                    "out-of-band migrations of schema \"%s\" have to run, and it is left out"
                        .formatted(name),
                    "name its database, or every schema with --db=all; then run the same command again"));
    return call.connections().connector(schema);
  }

  private BackfillOptions pace() {
    BackfillOptions usual = BackfillOptions.DEFAULTS.with(Jars.of(call));
    return TravelOptions.waivers(call).contains(Waiver.IRREVERSIBLE)
        ? usual.acceptingIrreversible()
        : usual;
  }

  // Patches seldom have migrations of their own, and not every list of releases knows them all.
  // Where it ends is not guessed: that is what the databases will be.
  private Intent known(Intent intent) {
    if (!(intent instanceof Intent.Go(Direction way, Version from, Version to))) {
      return intent;
    }
    Versions versions = call.releases().versions();
    Optional<Version> nearest = versions.nearestOfLine(from);
    if (nearest.isEmpty() || nearest.get().equals(from)) {
      return intent;
    }
    call.terminal()
        .warn(
            "note: %s is not among the releases of %s; the nearest of its line counts, %s: whether the databases are at that is looked at"
                .formatted(from, call.releases().title(), nearest.get()));
    return new Intent.Go(way, nearest.get(), to);
  }

  private Releases releases(Intent intent) {
    return switch (intent) {
      case Intent.Go(Direction way, Version from, Version to) -> {
        boolean up = way == Direction.UP;
        Version older = up ? from : to;
        Version newer = up ? to : from;
        if (older.compareTo(newer) >= 0) {
          throw wrongWay(way, from, to);
        }
        yield call.releases().between(older, newer);
      }
      case Intent.GoOn _, Intent.TurnBack _ -> call.releases().between(null, null);
    };
  }

  // A release that is not known is told first: the order of two is no help then.
  private Fault wrongWay(Direction way, Version from, Version to) {
    Versions known = call.releases().versions();
    known.require(from);
    known.require(to);
    return ItineraryPlanner.wrongWay(way, from, to);
  }

  private PassageRequest request(
      Releases releases, List<SchemaConfig> schemas, Intent intent, RunOptions options) {
    if (schemas.isEmpty()) {
      throw Fault.of(
          FaultCode.UNKNOWN_NAME,
          "there is no schema in " + releases.title(),
          "name another bundle, or tag releases that have migrations");
    }
    DriftSetting setting = DriftSetting.of(call);
    return new PassageRequest(
        releases,
        schemas,
        intent,
        TravelOptions.waivers(call),
        RunFlags.loss(call),
        options,
        new PassageRequest.Ways(call.connections()::connector, setting::request));
  }

  private ExitStatus travel(Ebb ebb, Passage passage) {
    Prospect prospect = passage.prospect();
    call.terminal().eraseLine();
    boolean dryRun = call.arguments().isSet(RunFlags.DRY_RUN);
    TravelReport report = new TravelReport(call, prospect);
    if (prospect.isReached() && !dryRun) {
      return end(ebb, passage, report, new Arrival.Arrived(List.of()));
    }
    List<Foresight> foresights = new ArrayList<>();
    List<Problem> against = new ArrayList<>(prospect.findings());
    for (Proposal proposal : prospect.whole().values()) {
      if (!proposal.plan().steps().isEmpty()) {
        Foresight foresight = Foresight.of(call, ebb, proposal);
        foresights.add(foresight);
        demand(foresight, against);
      }
    }
    call.terminal().eraseLine();
    prospect.warnings().forEach(warning -> call.terminal().warn("note: " + warning));
    if (dryRun) {
      narrator.banner();
      return report.planned(foresights, against, Estimate.of(ebb, prospect));
    }
    if (!against.isEmpty()) {
      throw new Fault(against);
    }
    agree(prospect, foresights);
    takePrecaution(ebb, prospect);
    narrator.banner();
    ears.next = ears.steps;
    Arrival arrival = passage.go(prospect, narrator);
    ears.next = ears.shadows;
    return end(ebb, passage, report, arrival);
  }

  private void takePrecaution(Ebb ebb, Prospect prospect) {
    if (call.arguments().has(RunFlags.RESTORE_POINT)) {
      Precaution precaution = new Precaution(call);
      for (Proposal proposal : prospect.whole().values()) {
        precaution.before(ebb.site(proposal.schema().name()));
      }
    }
  }

  private static void demand(Foresight foresight, List<Problem> against) {
    try {
      foresight.demand();
    } catch (Fault fault) {
      against.addAll(fault.problems());
    }
  }

  private void agree(Prospect prospect, List<Foresight> foresights) {
    prospect
        .resumed()
        .ifPresent(
            since -> call.terminal().say("going on with what was begun at " + since + " UTC"));
    boolean down = prospect.plan().direction() == Direction.DOWN && prospect.migrations() > 0;
    if (Consent.isGiven(call) || !down) {
      foresights.forEach(Foresight::announce);
      return;
    }
    StringBuilder details = new StringBuilder();
    foresights.forEach(foresight -> details.append(foresight.details()));
    Consent.ask(
        call,
        "To be taken back:\n" + details,
        "Take back "
            + Amount.of(prospect.migrations(), "migration")
            + " and go to "
            + prospect.plan().to()
            + "?");
  }

  private ExitStatus end(Ebb ebb, Passage passage, TravelReport report, Arrival arrival) {
    call.terminal().eraseLine();
    return switch (arrival) {
      case Arrival.Halted halted -> report.halted(halted);
      case Arrival.Arrived arrived -> report.arrived(arrived, after(ebb, passage, report));
    };
  }

  private List<Aftermath> after(Ebb ebb, Passage passage, TravelReport report) {
    boolean finish = call.arguments().isSet(TravelOptions.FINISH);
    List<Aftermath> all = new ArrayList<>();
    try {
      for (Passage.Compared compared : passage.compare(report.plan())) {
        call.terminal().eraseLine();
        report.compared(compared.report());
        all.add(Aftermath.of(call, ebb, compared.request(), compared.report(), finish));
      }
    } catch (Fault fault) {
      call.trace(fault);
      all.add(new Aftermath(ExitStatus.ATTENTION, fault.problems()));
    }
    return all;
  }
}
