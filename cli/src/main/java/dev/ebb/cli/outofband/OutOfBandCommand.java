package dev.ebb.cli.outofband;

import dev.ebb.backfill.Standing;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Nearest;
import dev.ebb.graph.Direction;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code out-of-band}: how data migrations stand, and orders for those that run. */
public final class OutOfBandCommand implements Command {
  private static final List<String> VERBS =
      List.of("list", "status", "pause", "resume", "speed", "work");
  private static final Option TARGET =
      Option.value(
          "TIME",
          "speed: how long a batch should take, as 200ms; default: as declared",
          "batch-time");
  private static final Option REST =
      Option.value(
          "PERCENT",
          "speed: how long to rest after each batch, in percent of what it took; default: as declared",
          "rest");

  /** For one call. */
  public OutOfBandCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("out-of-band", "how data migrations stand; pause, resume or help with them")
        .operands("list|status|pause|resume|speed|work", 0, 1)
        .options(Chosen.ID, TARGET, REST, Chosen.WORKERS, Jars.FOLDER)
        .note(
            "pause, resume and speed write a row in the database that workers read before every batch,"
                + " wherever they run; the order stays until another is given.")
        .note(
            "work adds workers to those that are under way, on this machine or another, until they are at"
                + " their end; it begins none.")
        .examples(
            "out-of-band list",
            "out-of-band status --id=17",
            "out-of-band pause --id=17",
            "out-of-band speed --id=17 --batch-time=200ms --rest=0",
            "out-of-band work --workers=2");
  }

  @Override
  public ExitStatus run(Invocation call) {
    String verb =
        call.arguments().operands().isEmpty() ? "list" : call.arguments().operands().getFirst();
    if (!VERBS.contains(verb)) {
      throw Fault.of(
          FaultCode.USAGE,
          "'out-of-band " + verb + "' is unknown",
          Nearest.to(verb, VERBS).map(near -> "did you mean " + near + "? ").orElse("")
              + "there are: "
              + String.join(", ", VERBS));
    }
    if (!verb.equals("speed") && (call.arguments().has(TARGET) || call.arguments().has(REST))) {
      throw Fault.of(
          FaultCode.USAGE,
          "--batch-time and --rest belong to 'out-of-band speed'",
          "leave them out, or write speed instead of " + verb);
    }
    Chosen chosen = Chosen.of(call);
    return switch (verb) {
      case "pause" -> ordered(chosen, verb, true);
      case "resume" -> ordered(chosen, verb, false);
      case "speed" -> speed(chosen);
      case "work" ->
          RunOutOfBandCommand.work(
              chosen,
              chosen.options(),
              backfill -> backfill.help(chosen.declarations()),
              Direction.UP);
      default -> show(chosen, verb);
    };
  }

  private static ExitStatus ordered(Chosen chosen, String verb, boolean paused) {
    chosen.order(verb, (desk, declaration) -> desk.pause(declaration.id(), paused));
    return show(chosen, verb);
  }

  private static ExitStatus speed(Chosen chosen) {
    Invocation call = chosen.call();
    @Nullable Duration target =
        call.arguments().has(TARGET) ? call.arguments().duration(TARGET, Duration.ZERO) : null;
    @Nullable Integer rest =
        call.arguments().has(REST) ? call.arguments().number(REST, 0, 0) : null;
    if (target != null && target.isZero()) {
      throw Fault.of(
          FaultCode.USAGE, "--batch-time must be longer than nothing", "for example 100ms");
    }
    chosen.order(
        "speed"
            + (target == null ? "" : " --batch-time=" + target.toMillis() + "ms")
            + (rest == null ? "" : " --rest=" + rest),
        (desk, declaration) -> desk.speed(declaration.id(), target, rest));
    return show(chosen, "speed");
  }

  private static ExitStatus show(Chosen chosen, String verb) {
    Invocation call = chosen.call();
    List<Standing> standings = chosen.standings();
    if (call.json()) {
      return call.emit(
          ExitStatus.DONE,
          json -> json.field("verb", verb).objects("migrations", standings, StandingText::json));
    }
    if (standings.isEmpty()) {
      call.terminal().say("this project declares no out-of-band migrations");
    } else if (verb.equals("list")) {
      call.out(StandingText.heads());
      standings.forEach(standing -> call.out(StandingText.line(standing)));
    } else {
      standings.forEach(standing -> call.terminal().result(StandingText.details(standing)));
    }
    return ExitStatus.DONE;
  }
}
