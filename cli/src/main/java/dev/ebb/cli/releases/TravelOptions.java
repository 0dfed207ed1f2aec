package dev.ebb.cli.releases;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.outofband.Jars;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Direction;
import dev.ebb.passage.Intent;
import dev.ebb.passage.Waiver;
import dev.ebb.source.Project.Environment;
import dev.ebb.version.Version;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The options of {@code upgrade} and {@code downgrade} that are about the way. */
final class TravelOptions {
  static final Option FROM = Option.value("VERSION", "the release that is installed", "from");
  static final Option TO = Option.value("VERSION", "the release to go to", "to");
  static final Option TURN_BACK =
      Option.flag("go back to where the one that is under way began", "turn-back");
  static final Option FINISH =
      Option.flag(
          "in the end, set right what imperfect scripts have left, tried on a copy first",
          "finish");
  static final Option SKIP_VERSION =
      Option.flag("do not ask whether the databases are at --from", "skip-version-check");
  static final Option SKIP_DRIFT =
      Option.flag(
          "do not ask whether the databases are what --from makes of them", "skip-drift-check");
  static final Option IRREVERSIBLE =
      Option.flag(
          "go below out-of-band migrations that cannot be taken back", "accept-irreversible");
  private static final Option CONNECTED =
      Option.flag("let other applications stay connected", "allow-connected");

  private static final Option SKIP_DISK =
      Option.flag(
          "do not ask whether there is room for what is kept and written anew", "skip-disk-check");

  static final List<Option> ALL =
      Stream.of(
              List.of(FROM, TO, TURN_BACK, FINISH),
              List.of(SKIP_VERSION, SKIP_DRIFT, IRREVERSIBLE, CONNECTED, SKIP_DISK, Jars.FOLDER),
              RunFlags.ALL)
          .flatMap(List::stream)
          .toList();

  private TravelOptions() {}

  /**
   * Where a call wants to go.
   *
   * @throws Fault USAGE if it says half of it
   */
  static Intent intent(Invocation call, Direction direction) {
    Optional<Version> from = call.arguments().value(FROM).map(Version::parse);
    Optional<Version> to = call.arguments().value(TO).map(Version::parse);
    boolean back = call.arguments().isSet(TURN_BACK);
    if (from.isPresent() != to.isPresent() || (back && from.isPresent())) {
      throw Fault.of(
          FaultCode.USAGE,
          back
              ? "--turn-back goes to where the one under way began: it takes neither --from nor --to"
              : "the --from and --to flags are required, both of them",
          "name both releases; or neither, to go on with what is under way");
    }
    if (from.isPresent() && to.isPresent()) {
      return new Intent.Go(direction, from.get(), to.get());
    }
    return back ? new Intent.TurnBack() : new Intent.GoOn(direction);
  }

  /** What a call does without. Other applications matter in production only. */
  static Set<Waiver> waivers(Invocation call) {
    Set<Waiver> waivers = EnumSet.noneOf(Waiver.class);
    add(call, SKIP_VERSION, Waiver.VERSION_CHECK, waivers);
    add(call, SKIP_DRIFT, Waiver.DRIFT_CHECK, waivers);
    add(call, IRREVERSIBLE, Waiver.IRREVERSIBLE, waivers);
    add(call, CONNECTED, Waiver.CONNECTED, waivers);
    add(call, SKIP_DISK, Waiver.DISK_CHECK, waivers);
    if (call.environment() != Environment.PRODUCTION) {
      waivers.add(Waiver.CONNECTED);
    }
    return waivers;
  }

  private static void add(Invocation call, Option flag, Waiver waiver, Set<Waiver> waivers) {
    if (call.arguments().isSet(flag)) {
      waivers.add(waiver);
    }
  }
}
