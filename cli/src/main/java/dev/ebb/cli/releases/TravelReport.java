package dev.ebb.cli.releases;

import dev.ebb.DriftReport;
import dev.ebb.Proposal;
import dev.ebb.cli.drift.Aftermath;
import dev.ebb.cli.invocation.Foresight;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.render.Json;
import dev.ebb.cli.render.LossText;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Step;
import dev.ebb.loss.LossReport;
import dev.ebb.passage.Arrival;
import dev.ebb.passage.Prospect;
import dev.ebb.release.Itinerary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells what a passage would do, and how it ended. */
final class TravelReport {
  private final Invocation call;
  private final Prospect prospect;
  private final List<DriftReport> compared = new ArrayList<>();
  private Optional<Estimate> estimated = Optional.empty();

  TravelReport(Invocation call, Prospect prospect) {
    this.call = call;
    this.prospect = prospect;
  }

  Itinerary plan() {
    return prospect.plan();
  }

  /** A database was held against the release. */
  void compared(DriftReport report) {
    compared.add(report);
  }

  /** What would run, in which order, and what speaks against it. */
  ExitStatus planned(List<Foresight> foresights, List<Problem> against, Estimate estimate) {
    estimated = Optional.of(estimate);
    ExitStatus status =
        against.isEmpty() ? ExitStatus.DONE : against.getFirst().code().exitStatus();
    if (call.json()) {
      return emit(status, against, true, false);
    }
    List<LossReport> losses = foresights.stream().map(Foresight::report).toList();
    for (int i = 0; i < prospect.stages().size(); i++) {
      stage(i, losses);
    }
    if (prospect.isReached()) {
      call.out("everything is at " + prospect.plan().to() + ": nothing to do");
    }
    if (prospect.plan().direction() == Direction.DOWN) {
      foresights.stream()
          .filter(f -> !f.report().isSilent())
          .flatMap(f -> f.namedEnd().stream())
          .forEach(call::out);
    }
    estimate.words().ifPresent(call::out);
    if (!against.isEmpty()) {
      call.terminal().warn("it would not begin, because:");
      call.problems().show(against);
    }
    return status;
  }

  private void stage(int number, List<LossReport> losses) {
    Prospect.Stage stage = prospect.stages().get(number);
    call.out(
        "👉 Migrating to %s (step %d of %d)%s"
            .formatted(
                stage.leg().version().brief(),
                number + 1,
                prospect.stages().size(),
                stage.isDone() ? ": done" : ""));
    for (Proposal proposal : stage.schemas().values()) {
      schema(proposal, losses);
    }
    if (!stage.data().isEmpty()) {
      call.out(
          "👉 Running out of band migrations "
              + Narrator.list(stage.data().stream().map(Prospect.Data::id).toList()));
      stage.data().forEach(each -> call.out("   " + words(each)));
    }
  }

  private static String words(Prospect.Data data) {
    return "%d %s: %s%s"
        .formatted(
            data.id(),
            data.description(),
            data.wayBack().word(),
            data.progress().map(p -> ", at %.2f %%".formatted(100 * p)).orElse(""));
  }

  private void schema(Proposal proposal, List<LossReport> losses) {
    List<Step> steps = proposal.plan().steps();
    String name = proposal.schema().name().value();
    if (steps.isEmpty()) {
      call.out("   %s: nothing to run".formatted(name));
      return;
    }
    call.out("   %s: %s".formatted(name, Amount.of(steps.size(), "migration")));
    for (Step step : steps) {
      call.out("     " + step.title());
      losses.stream()
          .flatMap(report -> report.of(step).stream())
          .flatMap(found -> LossText.lines(found).stream())
          .forEach(line -> call.out("       " + line));
    }
  }

  /** It ended on the way. */
  ExitStatus halted(Arrival.Halted halted) {
    if (call.json()) {
      return emit(halted.exitStatus(), halted.problems(), false, false);
    }
    call.problems().show(halted.problems());
    String command = prospect.plan().direction() == Direction.UP ? "upgrade" : "downgrade";
    call.terminal()
        .warn(
            "stopped in step %d of %d; what is done is done, and the database remembers how far it is: 'ebb %s' goes on, 'ebb %s --turn-back' goes back to %s"
                .formatted(
                    halted.leg(),
                    prospect.stages().size(),
                    command,
                    command,
                    prospect.plan().from()));
    return halted.exitStatus();
  }

  /** It came to its end. */
  ExitStatus arrived(Arrival.Arrived arrived, List<Aftermath> after) {
    ExitStatus status =
        after.stream()
            .map(Aftermath::status)
            .filter(s -> s != ExitStatus.DONE)
            .findFirst()
            .orElse(ExitStatus.DONE);
    List<Problem> problems = after.stream().flatMap(a -> a.problems().stream()).toList();
    if (call.json()) {
      return emit(status, problems, false, true);
    }
    call.problems().show(problems);
    int ran = arrived.outcomes().stream().mapToInt(o -> o.done().size()).sum();
    call.terminal()
        .say(
            ran == 0 && prospect.isReached()
                ? "everything was at " + prospect.plan().to() + " already"
                : "everything is at %s; %s ran"
                    .formatted(prospect.plan().to(), Amount.of(ran, "migration")));
    return status;
  }

  private ExitStatus emit(
      ExitStatus status, List<Problem> problems, boolean dryRun, boolean arrived) {
    return call.emit(
        status,
        problems,
        json -> {
          json.field("from", prospect.plan().from().toString())
              .field("to", prospect.plan().to().toString())
              .field("dryRun", dryRun)
              .field("resumed", prospect.resumed().isPresent())
              .field("arrived", arrived)
              .objects("steps", prospect.stages(), TravelReport::stage)
              .objects("warnings", prospect.warnings(), (j, warning) -> j.field("text", warning))
              .objects("databases", compared, TravelReport::database);
          estimated.ifPresent(e ->
              json.field("estimatedMillis", e.known().toMillis())
                  .field("migrationsOfUnknownTime", e.unknown()));
        });
  }

  private static void stage(Json json, Prospect.Stage stage) {
    json.field("version", stage.leg().version().toString())
        .objects(
            "schemas",
            List.copyOf(stage.schemas().values()),
            (j, proposal) ->
                j.field("schema", proposal.schema().name().value())
                    .objects("migrations", proposal.plan().steps(), TravelReport::step))
        .objects("outOfBand", stage.data(), TravelReport::data);
  }

  private static void step(Json json, Step step) {
    json.field("direction", step.direction().word())
        .field("id", step.id().value())
        .field("name", step.migration().name());
  }

  private static void data(Json json, Prospect.Data data) {
    json.field("id", data.id())
        .field("description", data.description())
        .field("wayBack", data.wayBack().word());
  }

  private static void database(Json json, DriftReport report) {
    json.field("database", report.database())
        .field("fingerprint", report.fingerprint().value())
        .field("differences", report.drift().findings().size())
        .objects(
            "objects",
            report.drift().findings(),
            (j, e) -> j.field("object", e.finding().object().toString()));
  }
}
