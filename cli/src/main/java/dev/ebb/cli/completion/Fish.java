package dev.ebb.cli.completion;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import java.util.List;

/** Completion for fish. */
final class Fish {
  private Fish() {}

  static String script(List<Syntax> commands) {
    StringBuilder script =
        new StringBuilder("# Completion of ebb for fish: ~/.config/fish/completions/ebb.fish\n");
    script.append("complete -c ebb -f\n");
    for (Syntax command : commands) {
      script.append("complete -c ebb -n __fish_use_subcommand -a ").append(command.name());
      script.append(" -d ").append(quoted(command.summary())).append('\n');
    }
    for (Syntax command : commands) {
      String when = "complete -c ebb -n '__fish_seen_subcommand_from " + command.name() + "'";
      if (Values.of(command.operands()) instanceof Values.Words(List<String> words)) {
        script.append(when).append(" -a '").append(String.join(" ", words)).append("'\n");
      }
      for (Option option : command.options()) {
        option(script.append(when), option);
      }
    }
    return script.toString();
  }

  private static void option(StringBuilder script, Option option) {
    for (String name : option.names()) {
      script.append(name.length() == 1 ? " -s " : " -l ").append(name);
    }
    script.append(values(option)).append(" -d ").append(quoted(option.help())).append('\n');
  }

  private static String values(Option option) {
    return switch (Values.of(option)) {
      case Values.Words(List<String> words) -> " -x -a '" + String.join(" ", words) + "'";
      case Values.Schemas _ -> " -x -a '(echo all; " + Values.SCHEMAS + ")'";
      case Values.Files _ -> " -r -F";
      case Values.Folders _ -> " -x -a '(__fish_complete_directories)'";
      case Values.Free _ -> option.kind() == Option.Kind.FLAG ? "" : " -x";
    };
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
