package dev.ebb.cli.releases;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problem;
import dev.ebb.passage.UpgradeGate;
import dev.ebb.release.Release;
import dev.ebb.run.RunOptions;
import dev.ebb.source.Project.Choice;
import dev.ebb.source.SchemaConfig;
import dev.ebb.version.UpgradePolicy;
import dev.ebb.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which version the code of a project is, and which may be there before it: what {@code upgrades}
 * in {@code ebb.yaml} says, or the newest release of a bundle. For one call.
 */
public final class VersionRule {
  private static final String WORDS = "write one-minor or any";

  private final Invocation call;
  private final UpgradeGate gate;

  private VersionRule(Invocation call, UpgradeGate gate) {
    this.call = call;
    this.gate = gate;
  }

  /**
   * The rule of a call; nothing if the first schema's database is left out.
   *
   * @param given the option that says which policy counts, if it is given
   * @throws Fault if what {@code ebb.yaml} says makes no sense
   */
  public static Optional<VersionRule> of(Invocation call, Option given) {
    Optional<Choice> written = choice(call, "policy");
    Optional<String> word =
        call.arguments().has(given) ? call.arguments().value(given) : written.map(Choice::value);
    UpgradePolicy policy =
        word.map(w -> policy(w, call.arguments().has(given) ? null : written.orElseThrow().place()))
            .orElse(UpgradePolicy.ONE_MINOR);
    Version code = code(call);
    SchemaConfig home = call.project().schemas().getFirst();
    return SchemaChoice.isLeftOut(call, home)
        ? Optional.empty()
        : Optional.of(
            new VersionRule(
                call, new UpgradeGate(home, call.connections().connector(home), code, policy)));
  }

  private static Optional<Choice> choice(Invocation call, String key) {
    return call.project().upgrades().stream().filter(c -> c.key().equals(key)).findFirst();
  }

  private static UpgradePolicy policy(String word, @Nullable Place place) {
    return switch (word) {
      case "one-minor" -> UpgradePolicy.ONE_MINOR;
      case "any" -> UpgradePolicy.ANY;
      default -> {
        String what = "unknown policy \"" + word + "\" for upgrades";
        throw place == null
            ? Fault.of(FaultCode.USAGE, what, WORDS)
            : new Fault(List.of(Problem.at(place, FaultCode.DEFINITION, what, WORDS)));
      }
    };
  }

  private static Version code(Invocation call) {
    if (call.inBundle()) {
      return call.releases()
          .bundled()
          .newest()
          .map(Release::version)
          .orElseThrow(
              () -> unknown("the bundle has no release", "make it again with 'ebb bundle'"));
    }
    Choice written =
        choice(call, "version")
            .orElseThrow(() ->
                unknown(
                    "nothing says which version this project is",
                    "write it into ebb.yaml, as in upgrades: {version: v4.5.1}"));
    return Version.find(written.value())
        .orElseThrow(() ->
            new Fault(
                List.of(
                    Problem.at(
                        written.place(),
                        FaultCode.DEFINITION,
                        "\"" + written.value() + "\" is not a version",
                        "write it like v4.5.1"))));
  }

  private static Fault unknown(String what, String remedy) {
    return Fault.of(FaultCode.DEFINITION, what, remedy);
  }

  /**
   * Does some work if the rule allows it, and writes down that this version runs there now.
   *
   * @param writes whether the work changes databases; else nothing is written
   * @throws Fault REFUSED if the rule does not allow it; with everything that speaks against it
   */
  public ExitStatus around(Options options, boolean writes, Supplier<ExitStatus> work) {
    UpgradeGate.Standing standing = gate.look();
    List<Problem> against = new ArrayList<>();
    if (!options.skipVersion()) {
      standing.version().ifPresent(against::add);
    }
    if (!options.skipData()) {
      against.addAll(standing.data());
    }
    if (!against.isEmpty()) {
      throw new Fault(against);
    }
    tellAhead(standing);
    ExitStatus status = work.get();
    if (status != ExitStatus.DONE || !writes) {
      return status;
    }
    RunOptions run = RunFlags.options(call);
    try {
      if (gate.arrive(standing, run.toolVersion(), run.runBy())) {
        call.terminal().say("the database says now that " + gate.code() + " is installed");
      }
      return status;
    } catch (Fault fault) {
      call.trace(fault);
      call.problems().show(fault.problems());
      return ExitStatus.HALFWAY;
    }
  }

  /** What somebody does without. */
  public record Options(boolean skipVersion, boolean skipData) {}

  /** What speaks against this version on the databases as they are; says if they are ahead. */
  public List<Problem> problems(Options options) {
    UpgradeGate.Standing standing = gate.look();
    tellAhead(standing);
    List<Problem> problems = new ArrayList<>();
    if (!options.skipVersion()) {
      standing.version().ifPresent(problems::add);
    }
    if (!options.skipData()) {
      problems.addAll(standing.data());
    }
    return problems;
  }

  private void tellAhead(UpgradeGate.Standing standing) {
    standing
        .installed()
        .filter(v -> v.compareTo(gate.code()) > 0)
        .ifPresent(v ->
            call.terminal()
                .say(
                    "the database says that %s is installed, which is ahead of this project's %s; that is fine"
                        .formatted(v, gate.code())));
  }
}
