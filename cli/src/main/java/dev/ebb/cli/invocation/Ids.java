package dev.ebb.cli.invocation;

import dev.ebb.cli.args.Option;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.MigrationId;
import java.util.List;

/** Reads the numbers of migrations. */
public final class Ids {
  private Ids() {}

  /**
   * All that an option names, at least one.
   *
   * @throws Fault USAGE if it names none, or something that is no number
   */
  public static List<MigrationId> of(Invocation call, Option option) {
    List<String> given = call.arguments().values(option);
    if (given.isEmpty()) {
      throw Fault.of(
          FaultCode.USAGE,
          "supply a " + option.name() + " via " + option.dashed(),
          "'ebb leaves' shows the newest migrations, 'ebb status -v' all of them");
    }
    return given.stream().map(text -> id(option, text)).toList();
  }

  private static MigrationId id(Option option, String text) {
    try {
      return new MigrationId(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw Fault.of(
          FaultCode.USAGE,
          option.dashed() + "=" + text + " is not the number of a migration",
          "give the number at the beginning of its folder or file, like 1528395968",
          e);
    }
  }
}
