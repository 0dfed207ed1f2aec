package dev.ebb.cli;

import dev.ebb.cli.command.AddCommand;
import dev.ebb.cli.command.CompletionCommand;
import dev.ebb.cli.command.InitCommand;
import dev.ebb.cli.command.LeavesCommand;
import dev.ebb.cli.command.LocksCommand;
import dev.ebb.cli.command.VisualizeCommand;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.CommandIndex;
import java.util.List;

/** The list of commands. A name here costs nothing; the class behind it is loaded on its call. */
final class Commands implements CommandIndex {
  private static final List<String> NAMES =
      List.of("leaves", "visualize", "locks", "init", "add", "completion");

  @Override
  public List<String> names() {
    return NAMES;
  }

  @Override
  public String summary(String name) {
    return switch (name) {
      case "leaves" -> "the newest migrations of a release";
      case "visualize" -> "a drawing of the migrations and where they stand";
      case "locks" -> "who blocks whom, and for how long already";
      case "init" -> "start a project";
      case "add" -> "write the files of a new migration";
      case "completion" -> "a script that lets a shell complete all this";
      default -> throw new IllegalArgumentException(name);
    };
  }

  @Override
  public Command create(String name) {
    return switch (name) {
      case "leaves" -> new LeavesCommand();
      case "visualize" -> new VisualizeCommand();
      case "locks" -> new LocksCommand();
      case "init" -> new InitCommand();
      case "add" -> new AddCommand();
      case "completion" -> new CompletionCommand();
      default -> throw new IllegalArgumentException(name);
    };
  }
}
