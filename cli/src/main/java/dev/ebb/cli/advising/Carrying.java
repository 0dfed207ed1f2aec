package dev.ebb.cli.advising;

import dev.ebb.advice.Advice;
import dev.ebb.advice.Way;
import dev.ebb.cli.args.ArgumentReader;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.CommonOptions;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.Condition;
import java.util.ArrayList;
import java.util.List;

/** Does a way by calling its command, exactly as it was shown; then looks whether all is well. */
final class Carrying {
  private static final List<Option> HANDED_ON =
      List.of(CommonOptions.PROJECT, CommonOptions.BUNDLE, CommonOptions.ENVIRONMENT);
  private static final List<Option> FLAGS_HANDED_ON =
      List.of(
          CommonOptions.EMBEDDED,
          CommonOptions.YES,
          CommonOptions.VERBOSE,
          CommonOptions.QUIET,
          CommonOptions.PLAIN);

  private final Invocation call;

  Carrying(Invocation call) {
    this.call = call;
  }

  ExitStatus out(Advice advice) {
    String command =
        advice
            .command()
            .orElseThrow(() ->
                Fault.of(
                    FaultCode.REFUSED,
                    "Ebb cannot do that by itself: " + advice.way().title(),
                    remedy(advice)));
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    if (call.arguments().isSet(RunFlags.DRY_RUN)) {
      words.add(RunFlags.DRY_RUN.dashed());
    }
    call.terminal().say("ebb " + String.join(" ", words));
    ExitStatus status = run(words);
    boolean down = advice.way() == Way.EXACT_DOWN && !call.arguments().isSet(RunFlags.DRY_RUN);
    return status == ExitStatus.DONE && down ? verified(command) : status;
  }

  private static String remedy(Advice advice) {
    return advice.conditions().stream()
        .map(condition ->
            switch (condition) {
              case Condition.Met _ -> "";
              case Condition.Unmet(_, _, String remedy) -> remedy;
              case Condition.Open(_, String why) -> why;
            })
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse("do it by hand, then call 'ebb rollback' again");
  }

  // Whatever was wrong before is found, too; it is better known than not.
  private ExitStatus verified(String command) {
    String schema = command.substring(command.indexOf("--db="));
    call.terminal().say("ebb drift " + schema);
    return run(List.of("drift", schema));
  }

  private ExitStatus run(List<String> words) {
    Command command = call.commands().create(words.getFirst());
    Syntax syntax = CommonOptions.addedTo(command.syntax());
    List<String> rest = new ArrayList<>(words.subList(1, words.size()));
    HANDED_ON.forEach(option ->
        call.arguments().value(option).ifPresent(v -> rest.add(option.dashed() + "=" + v)));
    FLAGS_HANDED_ON.stream()
        .filter(call.arguments()::isSet)
        .forEach(option -> rest.add(option.dashed()));
    return command.run(
        new Invocation(
                ArgumentReader.read(syntax, rest),
                call.surroundings(),
                call.commands(),
                call.interruption())
            .observedBy(call.observer()));
  }
}
