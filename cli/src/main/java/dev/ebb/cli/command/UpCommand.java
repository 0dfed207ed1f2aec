package dev.ebb.cli.command;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Ids;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.releases.VersionRule;
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

  private static final Option POLICY =
      Option.value(
          "one-minor|any",
          "which versions may come before that of the project or bundle; default: what upgrades says in"
              + " ebb.yaml, and any if it says nothing",
          "upgrade-policy");
  private static final Option SKIP_VERSION =
      Option.flag(
          "do not ask whether this version may follow the one that is installed",
          "skip-upgrade-validation");
  private static final Option SKIP_DATA =
      Option.flag(
          "do not ask whether the out-of-band migrations are where this version needs them",
          "skip-oobmigration-validation");

  /** For one call. */
  public UpCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("up", "apply everything that is missing")
        .options(SchemaChoice.SEVERAL, TARGET)
        .options(RunFlags.ALL)
        .options(POLICY, SKIP_VERSION, SKIP_DATA)
        .note(
            "Each migration commits together with its row in the ledger. A schema that fails does not"
                + " keep the others from running; the exit status is that of the worst one.")
        .note(
            "If ebb.yaml says which version this is, as in upgrades: {version: v4.5.1, policy:"
                + " one-minor}, nothing runs on a database from which that version may not be reached"
                + " in one step, and the version is written down there once all is applied.")
        .examples("up", "up --db=frontend,codeintel", "up --dry-run -v", "up --embedded");
  }

  @Override
  public ExitStatus run(Invocation call) {
    List<SchemaConfig> schemas = SchemaChoice.several(call);
    if (!call.arguments().has(TARGET)) {
      return latest(call, schemas);
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

  // Nothing of rules about versions is loaded where there are none.
  private static ExitStatus latest(Invocation call, List<SchemaConfig> schemas) {
    Migrating migrating = new Migrating(call, new Target.Latest(), Step.Origin.PROJECT);
    if (call.project().upgrades().isEmpty() && !call.arguments().has(POLICY)) {
      return migrating.run(schemas);
    }
    boolean writes = !call.arguments().isSet(RunFlags.DRY_RUN);
    VersionRule.Options options =
        new VersionRule.Options(
            call.arguments().isSet(SKIP_VERSION), call.arguments().isSet(SKIP_DATA));
    return VersionRule.of(call, POLICY)
        .map(rule -> rule.around(options, writes, () -> migrating.run(schemas)))
        .orElseGet(() -> migrating.run(schemas));
  }
}
