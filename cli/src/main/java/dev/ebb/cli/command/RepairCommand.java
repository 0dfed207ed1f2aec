package dev.ebb.cli.command;

import dev.ebb.Ebb;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.CommonOptions;
import dev.ebb.cli.invocation.EachSchema;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.progress.Progress;
import dev.ebb.cli.render.DiagnosisText;
import dev.ebb.cli.render.Json;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Problem;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code repair}: shows what is failed or unfinished, statement by statement, and settles it as the
 * person, or the proof, says.
 */
public final class RepairCommand implements Command {
  /** For one call. */
  public RepairCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("repair", "look into what is failed or unfinished, and settle it")
        .options(SchemaChoice.SEVERAL, RunFlags.DRY_RUN)
        .options(RunFlags.LOCK)
        .note(
            "Shows of each statement whether it took effect, gives an advice, and asks. With --yes it"
                + " takes the advice where it can be proved right, and leaves the rest alone.")
        .examples("repair --dry-run", "repair --db=frontend", "repair --yes");
  }

  @Override
  public ExitStatus run(Invocation call) {
    boolean moving = !call.arguments().isSet(CommonOptions.PLAIN);
    try (Progress progress = Progress.on(call.terminal(), moving)) {
      Ebb ebb = call.ebb(progress);
      Repairing repairing = new Repairing(call, ebb);
      EachSchema<Repairing.Repaired> all = EachSchema.ask(call, repairing::repair);
      return end(call, all);
    }
  }

  private static ExitStatus end(Invocation call, EachSchema<Repairing.Repaired> all) {
    List<Problem> problems =
        Stream.concat(
                all.problems().stream(), all.found().stream().flatMap(r -> r.problems().stream()))
            .toList();
    boolean left = all.found().stream().anyMatch(Repairing.Repaired::isLeft);
    ExitStatus status =
        problems.isEmpty() ? all.status(left) : problems.getFirst().code().exitStatus();
    if (call.json()) {
      return call.emit(
          status,
          problems,
          json ->
              json.field("dryRun", call.arguments().isSet(RunFlags.DRY_RUN))
                  .objects("schemas", all.found(), RepairCommand::schema));
    }
    call.problems().show(all.problems());
    return status;
  }

  private static void schema(Json json, Repairing.Repaired repaired) {
    json.field("schema", repaired.schema().name().value())
        .objects(
            "findings",
            repaired.findings(),
            (j, f) -> DiagnosisText.json(j, f, repaired.decided().get(f.entry().id())));
  }
}
