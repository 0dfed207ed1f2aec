package dev.ebb.cli.command;

import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.demo.Story;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.run.Cancellation;

/** {@code demo}: shows what Ebb does, on a server and a project of its own. */
public final class DemoCommand implements Command {
  /** For one call. */
  public DemoCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("demo", "show what Ebb does, on a throw-away PostgreSQL, in under a minute")
        .note(
            "It starts a server of its own, works in a temporary folder, and removes both at the end."
                + " It touches no project and no database of yours, and needs no network.")
        .examples("demo");
  }

  @Override
  public ExitStatus run(Invocation call) {
    if (call.json()) {
      throw Fault.of(FaultCode.USAGE, "the demo speaks to people", "leave --format=json out");
    }
    // As long as this lasts, Ctrl-C lets the story end by itself, so that it cleans up.
    return call.interruption()
        .during(
            new Cancellation(),
            () -> {
              Story.tell(call);
              return ExitStatus.DONE;
            });
  }
}
