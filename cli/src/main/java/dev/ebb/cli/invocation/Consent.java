package dev.ebb.cli.invocation;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.source.Project.Environment;
import java.util.Locale;
import java.util.Optional;

/** Asks before something is done that takes away. */
public final class Consent {
  private Consent() {}

  /**
   * Returns if the person, or {@code --yes}, agrees. In development nobody is asked.
   *
   * @param details what is about to happen, lines ended by line feeds; shown before the question
   * @param question a question that yes or no answers
   * @throws Fault REFUSED if nobody is there to be asked, or the answer is not yes
   */
  public static void ask(Invocation call, String details, String question) {
    if (isGiven(call)) {
      return;
    }
    requireSomebody(call, question);
    call.terminal().warn(details.stripTrailing());
    Optional<String> answer = call.terminal().ask(question + " [y/N]");
    String word = answer.orElse("").toLowerCase(Locale.ROOT);
    if (!word.equals("y") && !word.equals("yes")) {
      throw Fault.of(
          FaultCode.REFUSED, "not agreed", "nothing was changed; run it again and answer y");
    }
  }

  /** Whether everything is agreed to beforehand. */
  public static boolean isGiven(Invocation call) {
    return call.arguments().isSet(CommonOptions.YES)
        || call.environment() == Environment.DEVELOPMENT;
  }

  /**
   * Returns if somebody is there to answer.
   *
   * @throws Fault REFUSED if not
   */
  public static void requireSomebody(Invocation call, String question) {
    if (!call.terminal().screen().asks()) {
      throw Fault.of(
          FaultCode.REFUSED,
          "this needs somebody's agreement, and nobody is here to be asked: " + question,
          "add --yes to agree beforehand; --dry-run shows exactly what would happen. Nothing was"
              + " changed");
    }
  }
}
