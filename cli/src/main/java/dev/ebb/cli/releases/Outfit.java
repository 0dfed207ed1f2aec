package dev.ebb.cli.releases;

import dev.ebb.Ebb;
import dev.ebb.audit.Clerk;
import dev.ebb.backfill.Advance;
import dev.ebb.backfill.Backfill;
import dev.ebb.backfill.BackfillOptions;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.drift.DriftSetting;
import dev.ebb.cli.invocation.Foresight;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.ReleaseSource;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.outofband.Jars;
import dev.ebb.db.Connector;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Direction;
import dev.ebb.graph.SchemaName;
import dev.ebb.passage.Intent;
import dev.ebb.passage.Passage;
import dev.ebb.passage.PassageRequest;
import dev.ebb.passage.Waiver;
import dev.ebb.release.ItineraryPlanner;
import dev.ebb.release.Releases;
import dev.ebb.source.SchemaConfig;
import dev.ebb.version.Version;
import dev.ebb.version.Versions;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What it takes to go from one release to another, or to rehearse that: read from what a call says,
 * before any database is asked. Confined to one thread.
 */
public final class Outfit {
  /** What says where to, and what is not asked. */
  public static final List<Option> OPTIONS =
      List.of(
          TravelOptions.FROM,
          TravelOptions.TO,
          TravelOptions.SKIP_VERSION,
          TravelOptions.SKIP_DRIFT,
          TravelOptions.IRREVERSIBLE,
          ReleaseSource.OVERRIDES);

  private final Invocation call;
  private final Releases releases;
  private final PassageRequest request;

  private Outfit(Invocation call, Releases releases, PassageRequest request) {
    this.call = call;
    this.releases = releases;
    this.request = request;
  }

  /**
   * For one way.
   *
   * @throws Fault if the call says half of it, or if a release is not known, is on the other side,
   *     or cannot be read
   */
  public static Outfit of(Invocation call, Direction direction) {
    RunFlags.loss(call);
    Foresight.check(call);
    Intent intent = known(call, TravelOptions.intent(call, direction));
    Releases releases = releases(call, intent);
    call.workOn(releases.project());
    return new Outfit(call, releases, request(call, releases, intent));
  }

  /** Works with every migration of every release on the way. */
  public Ebb ebb(EventSink events) {
    return new Ebb(
        ReleaseSource.workspace(releases, releases.stitched()),
        call.connections(),
        request.options(),
        events);
  }

  /**
   * The way itself.
   *
   * @param talk hears how data moves
   */
  public Passage passage(Ebb ebb, Consumer<Advance> talk) {
    Backfill backfill = new Backfill(this::connector, pace(), ebb.cancellation(), talk);
    return new Passage(ebb, request, new DataAtStops(releases, backfill, this::clerk));
  }

  private Connector connector(SchemaName name) {
    return call.connections().connector(config(name));
  }

  private Clerk clerk(SchemaName name) {
    return call.clerk(config(name));
  }

  private SchemaConfig config(SchemaName name) {
    return request.schemas().stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            Fault.of(
                FaultCode.UNKNOWN_NAME,
                "out-of-band migrations of schema \"%s\" have to run, and it is left out"
                    .formatted(name),
                "name its database, or every schema with --db=all; then run the same command again"));
  }

  private BackfillOptions pace() {
    BackfillOptions usual = BackfillOptions.DEFAULTS.with(Jars.of(call));
    return TravelOptions.waivers(call).contains(Waiver.IRREVERSIBLE)
        ? usual.acceptingIrreversible()
        : usual;
  }

  // Patches seldom have migrations of their own, and not every list of releases knows them all.
  // Where it ends is not guessed: that is what the databases will be.
  private static Intent known(Invocation call, Intent intent) {
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

  private static Releases releases(Invocation call, Intent intent) {
    return switch (intent) {
      case Intent.Go(Direction way, Version from, Version to) -> {
        boolean up = way == Direction.UP;
        Version older = up ? from : to;
        Version newer = up ? to : from;
        if (older.compareTo(newer) >= 0) {
          throw wrongWay(call, way, from, to);
        }
        yield call.releases().between(older, newer);
      }
      case Intent.GoOn _, Intent.TurnBack _ -> call.releases().between(null, null);
    };
  }

  // A release that is not known is told first: the order of two is no help then.
  private static Fault wrongWay(Invocation call, Direction way, Version from, Version to) {
    Versions known = call.releases().versions();
    known.require(from);
    known.require(to);
    return ItineraryPlanner.wrongWay(way, from, to);
  }

  private static PassageRequest request(Invocation call, Releases releases, Intent intent) {
    List<SchemaConfig> schemas =
        releases.project().schemas().stream()
            .filter(schema -> !SchemaChoice.isLeftOut(call, schema))
            .toList();
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
        RunFlags.options(call),
        new PassageRequest.Ways(call.connections()::connector, setting::request));
  }
}
