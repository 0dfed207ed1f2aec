package dev.ebb.cli.releases;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.release.Release;
import dev.ebb.release.Releases;
import dev.ebb.version.Version;
import java.util.List;
import java.util.Optional;

/** From which release to which. */
final class Range {
  static final Option FROM =
      Option.value("VERSION", "the oldest release; default: the oldest there is", "from");
  static final Option TO =
      Option.value("VERSION", "the newest release; default: the newest there is", "to");

  private Range() {}

  /** All releases of a bundle, else those in the range. */
  static Releases releases(Invocation call) {
    Optional<Version> from = version(call, FROM);
    Optional<Version> to = version(call, TO);
    if (from.isPresent() && to.isPresent() && from.get().compareTo(to.get()) > 0) {
      throw Fault.of(
          FaultCode.USAGE,
          "invalid range: --from=" + from.get() + " is newer than --to=" + to.get(),
          "swap the two");
    }
    return call.releases().between(from.orElse(null), to.orElse(null));
  }

  /** Those of them that are in the range. */
  static List<Release> within(Invocation call, Releases all) {
    Optional<Version> from = version(call, FROM);
    Optional<Version> to = version(call, TO);
    return all.releases().stream()
        .filter(r -> from.isEmpty() || from.get().compareTo(r.version()) <= 0)
        .filter(r -> to.isEmpty() || r.version().compareTo(to.get()) <= 0)
        .toList();
  }

  private static Optional<Version> version(Invocation call, Option option) {
    return call.arguments().value(option).map(Version::parse);
  }
}
