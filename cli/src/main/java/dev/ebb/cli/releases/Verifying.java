package dev.ebb.cli.releases;

import dev.ebb.attest.Attestation;
import dev.ebb.attest.Deviation;
import dev.ebb.attest.ReleaseReplay;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.checking.Scratch;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.render.Amount;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.SchemaName;
import dev.ebb.release.Releases;
import dev.ebb.run.Cancellation;
import dev.ebb.version.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Replays releases for {@code bundle --verify}, and tells what does not fit what is recorded. */
final class Verifying {
  static final Option VERIFY =
      Option.flag(
          "replay every release on a scratch database, and record what objects it gives, or hold"
              + " them against what is recorded",
          "verify");
  static final List<Option> ALL = List.of(VERIFY, Scratch.SHADOW);

  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);
  private static final int NAMED = 12;

  private final Invocation call;
  private final Releases releases;
  private long said = System.nanoTime();

  Verifying(Invocation call, Releases releases) {
    this.call = call;
    this.releases = releases;
  }

  Attestation run() {
    Scratch scratch = Scratch.of(call, releases.schemas().getFirst().config());
    call.terminal()
        .say(
            "replaying %s of %s on PostgreSQL %d"
                .formatted(
                    Amount.of(releases.releases().size(), "release"),
                    Amount.of(releases.schemas().size(), "schema"),
                    scratch.likeness().major()));
    call.terminal().flush();
    Cancellation cancellation = new Cancellation();
    ReleaseReplay replay =
        new ReleaseReplay(releases, scratch.place(), scratch.likeness(), cancellation);
    return call.interruption().during(cancellation, () -> replay.run(this::hear));
  }

  private void hear(SchemaName schema, Version version) {
    if (call.verbose() || System.nanoTime() - said > SIGN_OF_LIFE.toNanos()) {
      call.terminal().say("replaying " + schema + " at " + version);
      call.terminal().flush();
      said = System.nanoTime();
    }
  }

  /**
   * In a line.
   *
   * @param written whether what was found is recorded now
   */
  static String summary(Attestation found, boolean written) {
    List<String> parts = new ArrayList<>();
    if (found.compared() > 0) {
      parts.add(
          "%d of %d give what is recorded"
              .formatted(found.compared() - found.deviations().size(), found.compared()));
    }
    if (found.recorded() > 0) {
      parts.add(found.recorded() + (written ? " recorded" : " without a record"));
    }
    return "each schema of each release replayed on PostgreSQL %d: %s"
        .formatted(found.major(), String.join(", ", parts));
  }

  /** What does not fit. */
  List<Problem> problems(Attestation found) {
    List<Problem> problems = new ArrayList<>(found.problems());
    List<Deviation> all = found.deviations();
    for (int i = 0; i < all.size(); ) {
      int end = i + 1;
      while (end < all.size() && isSame(all.get(i), all.get(end))) {
        end++;
      }
      problems.add(problem(all.get(i), all.get(end - 1).version(), found.major()));
      i = end;
    }
    return problems;
  }

  private static boolean isSame(Deviation one, Deviation other) {
    return one.equals(
        new Deviation(
            one.version(), other.schema(), other.missing(), other.unexpected(), other.different()));
  }

  private Problem problem(Deviation deviation, Version last, int major) {
    List<String> objects =
        Stream.of(
                deviation.missing().stream().map(o -> "missing " + o),
                deviation.unexpected().stream().map(o -> "unexpected " + o),
                deviation.different().stream().map(o -> "different " + o))
            .flatMap(o -> o)
            .toList();
    int shown = call.verbose() ? objects.size() : Math.min(objects.size(), NAMED);
    String version =
        deviation.version().equals(last)
            ? last + " does not give"
            : deviation.version() + " to " + last + " do not give";
    return Problem.of(
        FaultCode.OUT_OF_DATE,
        "schema \"%s\": %s on PostgreSQL %d what is recorded: %s%s"
            .formatted(
                deviation.schema(),
                version,
                major,
                String.join("; ", objects.subList(0, shown)),
                shown < objects.size() ? "; and " + (objects.size() - shown) + " more (-v)" : ""),
        "if the record is of another server or role, replay on one like it with --shadow; if a"
            + " migration was changed after its release, settle it in overrides.yaml and make the"
            + " bundle again");
  }
}
