package dev.ebb.cli.restoring;

import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.fault.ExitStatus;
import dev.ebb.restore.pitr.PointInTime;
import java.util.List;

/** {@code pitr}: going back to a moment of a whole server, in a new place beside it. */
public final class PitrCommand implements Command {
  private static final List<String> VERBS =
      List.of("list", "point", "restore", "resume", "switch", "verify", "delete");

  /** For one call. */
  public PitrCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("pitr", "going back to a moment, in a new place beside the server")
        .operands("list|point|restore|resume|switch|verify|delete [NAME]", 0, 2)
        .options(SchemaChoice.ONE)
        .options(PitrOptions.ALL)
        .options(Manners.END_SESSIONS, Manners.CHANGED, RunFlags.DRY_RUN)
        .note(
            "point marks the present moment under a name, which costs nothing. restore makes a new"
                + " place with the state of a moment (a name, --at, --lsn), beside the server, which"
                + " goes on serving; looks into it (ledger, objects, rows); and prints how to have it"
                + " serve, or with --switch=do does that. What served before is kept.")
        .note(
            "It is the whole server that goes back, with all its databases. --dry-run says what would"
                + " be lost, how long it takes, and what is missing for it.")
        .note(
            "list shows the window of moments, the points, and the places that were made. resume goes"
                + " on with a place, also after a crash. verify restores for a trial only. delete"
                + " removes a place; of one that serves, what it replaced.")
        .examples(
            "pitr list --db=frontend",
            "pitr point before_v5 --db=frontend",
            "pitr restore before_v5_1b2c3d4e --db=frontend --dry-run",
            "pitr restore --at=2026-11-21T21:48:07Z --db=frontend",
            "pitr restore before_v5_1b2c3d4e --db=frontend --switch=do --end-sessions --yes",
            "pitr list --provider=pgbackrest --setting=stanza=main,config=/etc/pgbackrest.conf");
  }

  @Override
  public ExitStatus run(Invocation call) {
    Result result = new Result(call, "pitr");
    PointInTime points = PitrOptions.open(call, result.site());
    Travel travel = new Travel(result, points);
    return switch (result.verb()) {
      case "list" -> travel.list();
      case "point" -> travel.point();
      case "restore" -> travel.restore();
      case "resume" -> travel.resume();
      case "switch" -> travel.switchTo();
      case "verify" -> travel.verify();
      case "delete" -> travel.delete();
      default -> throw result.unknown(VERBS);
    };
  }
}
