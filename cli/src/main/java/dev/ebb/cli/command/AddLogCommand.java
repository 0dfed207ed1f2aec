package dev.ebb.cli.command;

import dev.ebb.Ebb;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Ids;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.progress.Progress;
import dev.ebb.fault.ExitStatus;
import dev.ebb.graph.Direction;
import dev.ebb.graph.MigrationId;
import dev.ebb.source.SchemaConfig;

/** {@code add-log}: records a migration that somebody ran by hand, if that can be true. */
public final class AddLogCommand implements Command {
  private static final Option VERSION =
      Option.value("ID", "the migration that was run by hand", "version");
  private static final Option UP =
      Option.flag("whether it was applied; --up=false: taken back; default: true", "up");

  /** For one call. */
  public AddLogCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("add-log", "record a migration that was run by hand, after checking")
        .options(SchemaChoice.ONE, VERSION, UP)
        .options(RunFlags.LOCK)
        .note(
            "Refuses what cannot be true: an unknown migration, one whose parents are not applied,"
                + " or whose statements are seen not to have taken effect. Waits for the lock.")
        .examples(
            "add-log --db=frontend --version=1528395968",
            "add-log --db=frontend --version=1528395968 --up=false");
  }

  @Override
  public ExitStatus run(Invocation call) {
    MigrationId id = Ids.of(call, VERSION).getFirst();
    Direction direction = call.arguments().isSet(UP, true) ? Direction.UP : Direction.DOWN;
    SchemaConfig schema = SchemaChoice.one(call);
    try (Progress progress = Progress.on(call.terminal(), false)) {
      Ebb ebb = call.ebb(progress);
      ebb.addLog(schema.name(), id, direction);
    }
    if (call.json()) {
      return call.emit(
          ExitStatus.DONE,
          json ->
              json.field("schema", schema.name().value())
                  .field("id", id.value())
                  .field("direction", direction.word()));
    }
    call.out(
        "✅ "
            + schema.name()
            + ": recorded "
            + id
            + (direction == Direction.UP ? " as applied" : " as taken back"));
    return ExitStatus.DONE;
  }
}
