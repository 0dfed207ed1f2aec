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
import dev.ebb.graph.Step;
import dev.ebb.graph.Target;
import dev.ebb.source.SchemaConfig;
import java.util.List;

/** {@code up}: everything that the project defines is applied. */
public final class UpCommand implements Command {
  private static final Option TARGET =
      Option.list("ID,…", "go only up to these migrations, of one schema (as upto does)", "target");

  /** For one call. */
  public UpCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("up", "apply everything that is missing")
        .options(SchemaChoice.SEVERAL, TARGET)
        .options(RunFlags.ALL)
        .note(
            "Each migration commits together with its row in the ledger. A schema that fails does not"
                + " keep the others from running; the exit status is that of the worst one.")
        .examples("up", "up --db=frontend,codeintel", "up --dry-run -v", "up --embedded");
  }

  @Override
  public ExitStatus run(Invocation call) {
    List<SchemaConfig> schemas = SchemaChoice.several(call);
    if (!call.arguments().has(TARGET)) {
      return new Migrating(call, new Target.Latest(), Step.Origin.PROJECT).run(schemas);
    }
    if (schemas.size() > 1) {
      throw Fault.of(
          FaultCode.USAGE,
          "--target needs one schema, and this goes for " + schemas.size(),
          "supply a schema via --db");
    }
    Target target = Target.UpTo.of(Ids.of(call, TARGET));
    return new Migrating(call, target, Step.Origin.PROJECT).run(schemas);
  }
}
