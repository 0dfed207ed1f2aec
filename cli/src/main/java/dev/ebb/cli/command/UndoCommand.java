package dev.ebb.cli.command;

import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.fault.ExitStatus;
import dev.ebb.graph.Target;

/** {@code undo}: the only applied migration on which no applied one depends is taken back. */
public final class UndoCommand implements Command {
  /** For one call. */
  public UndoCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("undo", "take back the only migration on which no other depends")
        .options(SchemaChoice.ONE, WayBack.STORED)
        .options(RunFlags.ALL)
        .note(WayBack.NOTE)
        .note("If there are several such migrations, it refuses and names them.")
        .examples("undo --db=frontend", "undo --db=frontend --yes");
  }

  @Override
  public ExitStatus run(Invocation call) {
    return WayBack.run(call, new Target.Undo());
  }
}
