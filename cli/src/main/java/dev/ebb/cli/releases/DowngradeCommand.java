package dev.ebb.cli.releases;

import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.drift.DriftSetting;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.ReleaseSource;
import dev.ebb.fault.ExitStatus;
import dev.ebb.graph.Direction;

/** {@code downgrade}: all databases go from one release to an older one, exactly. */
public final class DowngradeCommand implements Command {
  /** For one call. */
  public DowngradeCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("downgrade", "bring all databases from one release to an older one")
        .options(TravelOptions.ALL)
        .options(ReleaseSource.OVERRIDES)
        .options(DriftSetting.ALL)
        .note(
            "What the older release does not have is taken back, and nothing else: migrations in reverse"
                + " order, out-of-band migrations at a release on the way that still knows them. The plan"
                + " and how far it came are kept in the database: 'ebb downgrade' without --from and --to"
                + " goes on after an interruption.")
        .note(
            "Asks first: without a terminal it needs --yes. In the end every database is held against"
                + " what the release makes of it; what an imperfect script has left is named, with the"
                + " SQL that removes it, which --finish runs.")
        .examples(
            "downgrade --from=v4.5.1 --to=v4.0.0 --dry-run",
            "downgrade --from=v4.5.1 --to=v4.0.0 --yes --finish",
            "downgrade",
            "downgrade --turn-back");
  }

  @Override
  public ExitStatus run(Invocation call) {
    return new Travelling(call, Direction.DOWN).run();
  }
}
