package dev.ebb.cli;

import dev.ebb.cli.advising.RollbackCommand;
import dev.ebb.cli.auditing.AuditCommand;
import dev.ebb.cli.checklist.ChecklistCommand;
import dev.ebb.cli.command.AddCommand;
import dev.ebb.cli.command.AddLogCommand;
import dev.ebb.cli.command.CompletionCommand;
import dev.ebb.cli.command.DemoCommand;
import dev.ebb.cli.command.DescribeCommand;
import dev.ebb.cli.command.DownCommand;
import dev.ebb.cli.command.DowntoCommand;
import dev.ebb.cli.command.HistoryCommand;
import dev.ebb.cli.command.InitCommand;
import dev.ebb.cli.command.KeepCommand;
import dev.ebb.cli.command.LeavesCommand;
import dev.ebb.cli.command.LocksCommand;
import dev.ebb.cli.command.RepairCommand;
import dev.ebb.cli.command.StatusCommand;
import dev.ebb.cli.command.UndoCommand;
import dev.ebb.cli.command.UpCommand;
import dev.ebb.cli.command.UptoCommand;
import dev.ebb.cli.command.ValidateCommand;
import dev.ebb.cli.command.VisualizeCommand;
import dev.ebb.cli.compatibility.CompatCommand;
import dev.ebb.cli.drift.DriftCommand;
import dev.ebb.cli.drilling.DrillCommand;
import dev.ebb.cli.forward.ForwardFixCommand;
import dev.ebb.cli.forward.RevertCommand;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.CommandIndex;
import dev.ebb.cli.linting.LintCommand;
import dev.ebb.cli.outofband.OutOfBandCommand;
import dev.ebb.cli.outofband.RunOutOfBandCommand;
import dev.ebb.cli.proving.ProveCommand;
import dev.ebb.cli.rehearsing.RehearseCommand;
import dev.ebb.cli.releases.BundleCommand;
import dev.ebb.cli.releases.DowngradeCommand;
import dev.ebb.cli.releases.ReleasesCommand;
import dev.ebb.cli.releases.UpgradeCommand;
import dev.ebb.cli.restoring.BranchCommand;
import dev.ebb.cli.restoring.PitrCommand;
import dev.ebb.cli.restoring.SnapshotCommand;
import java.util.List;

/** The list of commands. A name here costs nothing; the class behind it is loaded on its call. */
final class Commands implements CommandIndex {
  private static final List<String> NAMES =
      List.of(
          "up",
          "upto",
          "downto",
          "down",
          "undo",
          "status",
          "history",
          "validate",
          "leaves",
          "releases",
          "bundle",
          "upgrade",
          "downgrade",
          "visualize",
          "prove",
          "rehearse",
          "lint",
          "compat",
          "drift",
          "describe",
          "run-out-of-band-migrations",
          "out-of-band",
          "branch",
          "snapshot",
          "pitr",
          "keep",
          "rollback",
          "drill",
          "locks",
          "forward-fix",
          "revert",
          "audit",
          "checklist",
          "repair",
          "add-log",
          "init",
          "add",
          "demo",
          "completion");

  @Override
  public List<String> names() {
    return NAMES;
  }

  @Override
  public String summary(String name) {
    return switch (name) {
      case "up" -> "apply everything that is missing";
      case "upto" -> "apply up to given migrations";
      case "downto" -> "take back everything that given migrations do not need";
      case "down" -> "take back the newest migration, or several";
      case "undo" -> "take back the only migration on which no other depends";
      case "status" -> "what is applied, pending, failed, ahead";
      case "history" -> "what ran when, and by whom";
      case "validate" -> "whether the databases are what this project needs; for start-up checks";
      case "leaves" -> "the newest migrations of a release";
      case "releases" -> "the releases that are known, and what each has";
      case "bundle" -> "all releases in one file, for machines without Git";
      case "upgrade" -> "bring all databases from one release to a newer one";
      case "downgrade" -> "bring all databases from one release to an older one";
      case "prove" -> "whether every way back is one, tried on a scratch database";
      case "rehearse" -> "what a run would lock and rewrite, and for how long";
      case "lint" -> "what migrations do that hurts, seen on a scratch database";
      case "compat" -> "whether a release would still work on the new schema";
      case "visualize" -> "a drawing of the migrations and where they stand";
      case "drift" -> "how the databases differ from what their migrations give";
      case "describe" -> "every object in a database, with a fingerprint";
      default -> otherSummary(name);
    };
  }

  private static String otherSummary(String name) {
    return switch (name) {
      case "run-out-of-band-migrations" -> "run data migrations to their end, or back";
      case "out-of-band" -> "how data migrations stand; pause, resume or help with them";
      case "branch" -> "copies of a database beside it, and putting one in its place";
      case "pitr" -> "going back to a moment, in a new place beside the server";
      case "snapshot" -> "dumps of a database in files, verified, and put in its place";
      case "keep" -> "what migrations would have destroyed: see it, give it back, purge it";
      case "rollback" -> "the ways back there are now, what each costs, and which is advised";
      case "drill" -> "practise every way back on a throw-away copy, timed, with a report";
      case "locks" -> "who blocks whom, and for how long already";
      case "forward-fix" -> "write the next migration that takes back what bad ones did";
      case "revert" -> "take back the migrations that a commit brought, everywhere";
      case "audit" -> "what was changed, by whom, and whether the record is whole";
      case "checklist" -> "what is to be done before and after a rollback, checked";
      case "init" -> "start a project";
      case "add" -> "write the files of a new migration";
      case "demo" -> "the whole story on a throw-away PostgreSQL, in under a minute";
      case "completion" -> "a script that lets a shell complete all this";
      case "repair" -> "look into what is failed or unfinished, and settle it";
      case "add-log" -> "record a migration that was run by hand";
      default -> throw new IllegalArgumentException(name);
    };
  }

  @Override
  public Command create(String name) {
    return switch (name) {
      case "up" -> new UpCommand();
      case "upto" -> new UptoCommand();
      case "downto" -> new DowntoCommand();
      case "down" -> new DownCommand();
      case "undo" -> new UndoCommand();
      case "status" -> new StatusCommand();
      case "history" -> new HistoryCommand();
      case "validate" -> new ValidateCommand();
      case "leaves" -> new LeavesCommand();
      case "releases" -> new ReleasesCommand();
      case "bundle" -> new BundleCommand();
      case "upgrade" -> new UpgradeCommand();
      case "downgrade" -> new DowngradeCommand();
      case "visualize" -> new VisualizeCommand();
      case "prove" -> new ProveCommand();
      case "rehearse" -> new RehearseCommand();
      case "lint" -> new LintCommand();
      case "compat" -> new CompatCommand();
      case "drift" -> new DriftCommand();
      case "describe" -> new DescribeCommand();
      default -> createOther(name);
    };
  }

  private static Command createOther(String name) {
    return switch (name) {
      case "run-out-of-band-migrations" -> new RunOutOfBandCommand();
      case "out-of-band" -> new OutOfBandCommand();
      case "branch" -> new BranchCommand();
      case "pitr" -> new PitrCommand();
      case "snapshot" -> new SnapshotCommand();
      case "keep" -> new KeepCommand();
      case "rollback" -> new RollbackCommand();
      case "drill" -> new DrillCommand();
      case "locks" -> new LocksCommand();
      case "forward-fix" -> new ForwardFixCommand();
      case "revert" -> new RevertCommand();
      case "audit" -> new AuditCommand();
      case "checklist" -> new ChecklistCommand();
      case "init" -> new InitCommand();
      case "add" -> new AddCommand();
      case "demo" -> new DemoCommand();
      case "completion" -> new CompletionCommand();
      case "repair" -> new RepairCommand();
      case "add-log" -> new AddLogCommand();
      default -> throw new IllegalArgumentException(name);
    };
  }
}
