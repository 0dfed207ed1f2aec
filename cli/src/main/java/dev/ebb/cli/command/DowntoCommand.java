package dev.ebb.cli.command;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Ids;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.fault.ExitStatus;
import dev.ebb.graph.Target;

/** {@code downto}: of what is applied, exactly given migrations and all that they need stay. */
public final class DowntoCommand implements Command {
  private static final Option TARGET =
      Option.list("ID,…", "the migrations that stay, with all that they need", "target");

  /** For one call. */
  public DowntoCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("downto", "take back everything but given migrations and all that they need")
        .options(SchemaChoice.ONE, TARGET, WayBack.STORED)
        .options(RunFlags.ALL)
        .note(WayBack.NOTE)
        .note("The targets of a release are what 'ebb leaves VERSION' prints.")
        .examples(
            "downto --db=frontend --target=1528395968 --dry-run",
            "downto --db=frontend --target=1528395968 --yes");
  }

  @Override
  public ExitStatus run(Invocation call) {
    return WayBack.run(call, Target.DownTo.of(Ids.of(call, TARGET)));
  }
}
