package dev.ebb.cli.invocation;

import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.Problem;
import dev.ebb.source.SchemaConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What commands that look at several schemas have in common: one that cannot be reached does not
 * hide the others.
 *
 * @param found what was found, in the order of the schemas
 * @param problems why some could not be looked at
 */
public record EachSchema<T>(List<T> found, List<Problem> problems) {

  /** Looks at all schemas that a call chose. */
  public static <T> EachSchema<T> ask(Invocation call, Function<SchemaConfig, T> question) {
    List<T> found = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (SchemaConfig schema : SchemaChoice.several(call)) {
      if (SchemaChoice.isLeftOut(call, schema)) {
        call.terminal()
            .say(
                schema.name()
                    + ": skipped; it is optional, and nothing says where its database is");
        continue;
      }
      try {
        found.add(question.apply(schema));
      } catch (Fault fault) {
        call.trace(fault);
        problems.addAll(fault.problems());
      }
    }
    return new EachSchema<>(found, problems);
  }

  /** The status of a command that found this and found fault with that. */
  public ExitStatus status(boolean attention) {
    if (!problems.isEmpty()) {
      return problems.getFirst().code().exitStatus();
    }
    return attention ? ExitStatus.ATTENTION : ExitStatus.DONE;
  }
}
