package dev.ebb.cli.outofband;

import dev.ebb.backfill.Backfill;
import dev.ebb.backfill.BackfillOptions;
import dev.ebb.backfill.Ending;
import dev.ebb.backfill.Standing;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.CommonOptions;
import dev.ebb.cli.invocation.Consent;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.render.Json;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Direction;
import dev.ebb.outofband.Declaration;
import dev.ebb.outofband.WayBack;
import dev.ebb.run.Cancellation;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code run-out-of-band-migrations}: runs data migrations to their end, or all the way back. */
public final class RunOutOfBandCommand implements Command {
  private static final Option REVERSE =
      Option.flag("run them back, from the highest number to the lowest", "apply-reverse");
  private static final Option IRREVERSIBLE =
      Option.flag(
          "with --apply-reverse: count those that have no way back as taken back, and leave their data"
              + " as they are",
          "accept-irreversible");

  /** For one call. */
  public RunOutOfBandCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("run-out-of-band-migrations", "run data migrations to their end, or back")
        .options(Chosen.ID, REVERSE, IRREVERSIBLE, Chosen.WORKERS, Jars.FOLDER, RunFlags.DRY_RUN)
        .note(
            "They are declared in out-of-band/<id>_<name>/. Rows are changed in batches that take as long"
                + " as their declaration says (50 ms by default), however many rows that is; how far each"
                + " is, is noted in the same transaction. So it may be stopped, killed and started again"
                + " at any moment, and several of it may run at once.")
        .note(
            "'ebb out-of-band' watches, pauses, changes the speed, and adds workers while it runs.")
        .examples(
            "run-out-of-band-migrations",
            "run-out-of-band-migrations --id=17 --workers=2",
            "run-out-of-band-migrations --id=18 --id=17 --apply-reverse");
  }

  @Override
  public ExitStatus run(Invocation call) {
    Chosen chosen = Chosen.of(call);
    Direction direction = call.arguments().isSet(REVERSE) ? Direction.DOWN : Direction.UP;
    if (chosen.declarations().isEmpty()) {
      call.terminal().say("this project declares no out-of-band migrations");
    }
    if (call.arguments().isSet(RunFlags.DRY_RUN)) {
      return dryRun(chosen, direction);
    }
    BackfillOptions options =
        call.arguments().isSet(IRREVERSIBLE)
            ? chosen.options().acceptingIrreversible()
            : chosen.options();
    if (direction == Direction.DOWN && !chosen.declarations().isEmpty()) {
      Consent.ask(
          call,
          "To be taken back:\n" + titles(chosen.declarations()),
          "Run " + ids(chosen.declarations()) + " back?");
    }
    return work(
        chosen, options, backfill -> backfill.run(chosen.declarations(), direction), direction);
  }

  /** Works, says what happens, and shows how they stand then. */
  static ExitStatus work(
      Chosen chosen,
      BackfillOptions options,
      Function<Backfill, Ending> work,
      Direction direction) {
    Invocation call = chosen.call();
    if (!call.json() && !chosen.declarations().isEmpty()) {
      call.out(
          "👉 Running out of band migrations "
              + (direction == Direction.UP ? ids(chosen.declarations()) : back(chosen)));
      call.terminal().flush();
    }
    Cancellation cancellation = new Cancellation();
    Ending ending;
    List<Standing> before = chosen.standings();
    boolean moving = !call.arguments().isSet(CommonOptions.PLAIN);
    try (AdvanceTalk talk = new AdvanceTalk(call.terminal(), moving)) {
      Backfill backfill = new Backfill(chosen::connector, options, cancellation, talk);
      ending = call.interruption().during(cancellation, () -> work.apply(backfill));
    }
    if (!chosen.standings().equals(before)) {
      chosen.enter(
          ids(chosen.declarations()) + (direction == Direction.UP ? " forward" : " back"), ending);
    }
    return switch (ending) {
      case Ending.Completed _ -> completed(chosen);
      case Ending.Stopped stopped -> stopped(chosen, stopped);
    };
  }

  private static ExitStatus completed(Chosen chosen) {
    if (chosen.call().json()) {
      return emit(chosen, ExitStatus.DONE, List.of(), false, chosen.standings());
    }
    chosen.call().out("✅ Out of band migrations complete");
    return ExitStatus.DONE;
  }

  private static ExitStatus stopped(Chosen chosen, Ending.Stopped stopped) {
    boolean halfway = stopped.changed() || !stopped.completed().isEmpty();
    FaultCode code = stopped.problem().code();
    ExitStatus status = halfway && code != FaultCode.BUSY ? ExitStatus.HALFWAY : code.exitStatus();
    List<Problem> problems = List.of(stopped.problem());
    if (chosen.call().json()) {
      return emit(chosen, status, problems, false, List.of());
    }
    chosen.call().problems().show(problems);
    if (!stopped.completed().isEmpty()) {
      chosen.call().terminal().warn("complete before that: " + ids(stopped.completed()));
    }
    return status;
  }

  private static ExitStatus dryRun(Chosen chosen, Direction direction) {
    List<Standing> standings = chosen.standings();
    if (chosen.call().json()) {
      return emit(chosen, ExitStatus.DONE, List.of(), true, standings);
    }
    if (standings.isEmpty()) {
      return ExitStatus.DONE;
    }
    chosen.call().out(StandingText.heads());
    standings.forEach(s -> chosen.call().out(StandingText.line(s)));
    for (Standing standing : direction == Direction.UP ? standings : standings.reversed()) {
      chosen.call().out(would(standing, direction));
    }
    return ExitStatus.DONE;
  }

  private static String would(Standing standing, Direction direction) {
    Declaration d = standing.declaration();
    String which = "#" + d.id();
    if (direction == Direction.UP) {
      return which
          + (standing.complete()
              ? " would be looked at, and left alone if nothing is left"
              : " would run");
    }
    return which
        + switch (d.wayBack()) {
          case WORK -> standing.untouched() ? " has nothing to take back" : " would run back";
          case NEEDLESS -> " would count as taken back at once: it is non-destructive";
          case IMPOSSIBLE -> " would be refused without --accept-irreversible: it is irreversible";
        };
  }

  private static ExitStatus emit(
      Chosen chosen,
      ExitStatus status,
      List<Problem> problems,
      boolean dryRun,
      List<Standing> standings) {
    return chosen
        .call()
        .emit(
            status,
            problems,
            json ->
                head(chosen.call(), json, dryRun)
                    .objects("migrations", standings, StandingText::json));
  }

  private static Json head(Invocation call, Json json, boolean dryRun) {
    return call.arguments().operands().isEmpty()
        ? json.field("dryRun", dryRun)
        : json.field("verb", call.arguments().operands().getFirst());
  }

  private static String back(Chosen chosen) {
    return ids(chosen.declarations()) + " back";
  }

  private static String ids(List<Declaration> declarations) {
    return declarations.stream()
        .map(d -> d.id().toString())
        .collect(Collectors.joining(" ", "[", "]"));
  }

  private static String titles(List<Declaration> declarations) {
    return declarations.reversed().stream()
        .map(d -> "  #" + d.id() + " " + d.description() + note(d.wayBack()) + "\n")
        .collect(Collectors.joining());
  }

  private static String note(WayBack wayBack) {
    return wayBack == WayBack.WORK ? "" : " (" + wayBack.word() + ": its data stay as they are)";
  }
}
