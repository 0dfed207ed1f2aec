package dev.ebb.cli.completion;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import java.util.List;

/** Completion for zsh, on its own completion system. */
final class Zsh {
  private Zsh() {}

  static String script(List<Syntax> commands) {
    StringBuilder script =
        new StringBuilder(
            """
            #compdef ebb
            # Completion of ebb for zsh: a file _ebb in a folder of $fpath, or  source <(ebb completion zsh)
            _ebb() {
              local context state state_descr line
              typeset -A opt_args
              _arguments -C '1: :->command' '*:: :->arguments'
              case $state in
                command)
                  local -a commands
                  commands=(
            """);
    for (Syntax command : commands) {
      script.append("        ").append(quoted(command.name() + ":" + command.summary()));
      script.append('\n');
    }
    script.append("      )\n      _describe -t commands command commands ;;\n");
    script.append("    arguments)\n      case $words[1] in\n");
    for (Syntax command : commands) {
      script.append("        ").append(command.name()).append(")\n          _arguments");
      command.options().forEach(option -> option(script, option));
      String action = action(Values.of(command.operands()));
      script.append(" \\\n            ").append(quoted("*:argument:" + action)).append(" ;;\n");
    }
    return script
        .append("      esac ;;\n  esac\n}\n")
        .append("if [ \"$funcstack[1]\" = _ebb ]; then _ebb \"$@\"; else compdef _ebb ebb; fi\n")
        .toString();
  }

  private static void option(StringBuilder script, Option option) {
    String help = option.help().replaceAll("[\\[\\]:]", " ");
    for (String name : option.names()) {
      String dashed = (name.length() == 1 ? "-" : "--") + name;
      String spec =
          option.kind() == Option.Kind.FLAG
              ? dashed + "[" + help + "]"
              : dashed + "=[" + help + "]:value:" + action(Values.of(option));
      script.append(" \\\n            ").append(quoted(spec));
    }
  }

  private static String action(Values values) {
    return switch (values) {
      case Values.Words(List<String> words) -> "(" + String.join(" ", words) + ")";
      case Values.Schemas _ -> "( all $(" + Values.SCHEMAS + "))";
      case Values.Files _ -> "_files";
      case Values.Folders _ -> "_files -/";
      case Values.Free _ -> " ";
    };
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
