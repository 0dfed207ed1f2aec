package dev.ebb.cli.command;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Ids;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Target;
import java.util.List;

/** {@code down}: the migration that was applied last is taken back, or several of them. */
public final class DownCommand implements Command {
  private static final Option STEPS =
      Option.value("N|all", "how many migrations to take back; default: 1", "steps");

  private static final Option TARGET =
      Option.list("ID,…", "go down to these migrations (as downto does)", "target");

  /** For one call. */
  public DownCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("down", "take back the migration that was applied last")
        .options(SchemaChoice.ONE, STEPS, TARGET, WayBack.STORED)
        .options(RunFlags.ALL)
        .note(WayBack.NOTE)
        .examples("down --db=frontend", "down --db=frontend --steps=3 --dry-run");
  }

  @Override
  public ExitStatus run(Invocation call) {
    return WayBack.run(call, target(call));
  }

  private static Target target(Invocation call) {
    boolean counted = call.arguments().has(STEPS);
    if (call.arguments().has(TARGET)) {
      if (counted) {
        throw Fault.of(
            FaultCode.USAGE, "--steps and --target are mutually exclusive", "choose one of them");
      }
      return Target.DownTo.of(Ids.of(call, TARGET));
    }
    return counted && call.arguments().values(STEPS).getLast().equals("all")
        ? Target.DownTo.of(List.of())
        : new Target.Back(call.arguments().number(STEPS, 1, 1));
  }
}
