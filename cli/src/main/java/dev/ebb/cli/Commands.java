package dev.ebb.cli;

import dev.ebb.cli.command.LeavesCommand;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.CommandIndex;
import java.util.List;

/** The list of commands. A name here costs nothing; the class behind it is loaded on its call. */
final class Commands implements CommandIndex {
  private static final List<String> NAMES = List.of("leaves");

  @Override
  public List<String> names() {
    return NAMES;
  }

  @Override
  public String summary(String name) {
    return switch (name) {
      case "leaves" -> "the newest migrations of a release";
      default -> throw new IllegalArgumentException(name);
    };
  }

  @Override
  public Command create(String name) {
    return switch (name) {
      case "leaves" -> new LeavesCommand();
      default -> throw new IllegalArgumentException(name);
    };
  }
}
