package dev.ebb.cli.releases;

import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.drift.DriftSetting;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.ReleaseSource;
import dev.ebb.fault.ExitStatus;
import dev.ebb.graph.Direction;

/** {@code upgrade}: all databases go from one release to a newer one. */
public final class UpgradeCommand implements Command {
  /** For one call. */
  public UpgradeCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("upgrade", "bring all databases from one release to a newer one")
        .options(TravelOptions.ALL)
        .options(ReleaseSource.OVERRIDES)
        .options(DriftSetting.ALL)
        .note(
            "Out-of-band migrations on which the newer release relies run at a release on the way that"
                + " knows them; there are as few stops as possible. The plan and how far it came are kept"
                + " in the database: 'ebb upgrade' without --from and --to goes on after an interruption.")
        .note(
            "Before anything runs, everything that speaks against it is told at once. In the end every"
                + " database is held against what the release makes of it.")
        .examples(
            "upgrade --from=v3.30.0 --to=v3.37.0 --dry-run",
            "upgrade --from=v3.30.0 --to=v3.37.0 --bundle=ebb-releases.bundle",
            "upgrade",
            "upgrade --turn-back");
  }

  @Override
  public ExitStatus run(Invocation call) {
    return new Travelling(call, Direction.UP).run();
  }
}
