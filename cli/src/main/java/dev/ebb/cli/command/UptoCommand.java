package dev.ebb.cli.command;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Ids;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.fault.ExitStatus;
import dev.ebb.graph.Step;
import dev.ebb.graph.Target;
import java.util.List;

/** {@code upto}: given migrations and all that they need are applied. */
public final class UptoCommand implements Command {
  private static final Option TARGET =
      Option.list("ID,…", "the migrations up to which to go", "target");

  /** For one call. */
  public UptoCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("upto", "apply given migrations and all that they need")
        .options(SchemaChoice.ONE, TARGET)
        .options(RunFlags.ALL)
        .examples(
            "upto --db=frontend --target=1528395968",
            "upto --db=frontend --target=1528395968,1528395970 --dry-run");
  }

  @Override
  public ExitStatus run(Invocation call) {
    Target target = Target.UpTo.of(Ids.of(call, TARGET));
    return new Migrating(call, target, Step.Origin.PROJECT).run(List.of(SchemaChoice.one(call)));
  }
}
