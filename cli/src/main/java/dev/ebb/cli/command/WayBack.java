package dev.ebb.cli.command;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.fault.ExitStatus;
import dev.ebb.graph.Step;
import dev.ebb.graph.Target;
import java.util.List;

/** What the commands that take back have in common. */
final class WayBack {
  static final Option STORED =
      Option.flag(
          "where the project's way back differs from the one stored in the database when the"
              + " migration was applied, use the stored one",
          "stored");
  static final String NOTE =
      "Asks first: without a terminal it needs --yes. A migration that this project does not have is"
          + " taken back by the script that was stored in the database when it was applied.";

  private WayBack() {}

  static ExitStatus run(Invocation call, Target target) {
    Step.Origin preferred =
        call.arguments().isSet(STORED) ? Step.Origin.STORED : Step.Origin.PROJECT;
    return new Migrating(call, target, preferred).run(List.of(SchemaChoice.one(call)));
  }
}
