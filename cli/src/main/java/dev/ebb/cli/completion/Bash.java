package dev.ebb.cli.completion;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Completion for bash, without the package bash-completion. */
final class Bash {
  private static final String HEAD =
      """
      # Completion of ebb for bash:  source <(ebb completion bash)
      _ebb() {
        local current=${COMP_WORDS[COMP_CWORD]} option='' command='' word i
        # bash takes = for a word of its own: --db=fr comes as --db = fr
        if [[ $current == '=' ]]; then
          option=${COMP_WORDS[COMP_CWORD-1]} current=''
        elif [[ ${COMP_WORDS[COMP_CWORD-1]} == '=' ]]; then
          option=${COMP_WORDS[COMP_CWORD-2]}
        elif [[ ${COMP_WORDS[COMP_CWORD-1]} == -* ]]; then
          option=${COMP_WORDS[COMP_CWORD-1]}
        fi
        for ((i = 1; i < COMP_CWORD; i++)); do
          word=${COMP_WORDS[i]}
          case " :commands " in *" $word "*) command=$word; break ;; esac
        done
        COMPREPLY=()
        option=${option#-}
        case $command:${option#-} in
      """;

  private Bash() {}

  static String script(List<Syntax> commands) {
    String names = commands.stream().map(Syntax::name).collect(Collectors.joining(" "));
    StringBuilder script = new StringBuilder(HEAD.replace(":commands", names));
    // options that all commands have may stand before the command
    values("", common(commands)).forEach((values, options) -> arm(script, options, values));
    for (Syntax command : commands) {
      values(command.name(), command.options())
          .forEach((values, options) -> arm(script, options, values));
    }
    script.append("  esac\n  case $command in\n");
    line(script, "'')", names + " --help --version");
    for (Syntax command : commands) {
      String words =
          command.options().stream().map(Option::dashed).collect(Collectors.joining(" "));
      String operands =
          Values.of(command.operands()) instanceof Values.Words(List<String> own)
              ? " " + String.join(" ", own)
              : "";
      line(script, command.name() + ")", words + operands);
    }
    return script
        .append("  esac\n}\ncomplete -o default -o nosort -F _ebb ebb ./ebb 2>/dev/null ||\n")
        .append("  complete -o default -F _ebb ebb ./ebb\n")
        .toString();
  }

  private static List<Option> common(List<Syntax> commands) {
    List<Option> common = new ArrayList<>();
    commands.forEach(command -> common.addAll(command.options()));
    commands.forEach(command -> common.retainAll(command.options()));
    return common.stream().distinct().toList();
  }

  private static SortedMap<String, String> values(String command, List<Option> options) {
    SortedMap<String, String> arms = new TreeMap<>();
    for (Option option : options) {
      String reply =
          switch (Values.of(option)) {
            case Values.Words(List<String> words) -> "-W '" + String.join(" ", words) + "'";
            case Values.Schemas _ -> "-W \"all $(" + Values.SCHEMAS + ")\"";
            case Values.Files _ -> "-f";
            case Values.Folders _ -> "-d";
            case Values.Free _ -> option.kind() == Option.Kind.FLAG ? "" : "-W ''";
          };
      if (!reply.isEmpty()) {
        for (String name : option.names()) {
          arms.merge(reply, command + ":" + name, (a, b) -> a + " | " + b);
        }
      }
    }
    return arms;
  }

  private static void arm(StringBuilder script, String patterns, String reply) {
    script.append("    ").append(patterns).append(")\n      COMPREPLY=($(compgen ");
    script.append(reply).append(" -- \"$current\")); return ;;\n");
  }

  private static void line(StringBuilder script, String pattern, String words) {
    script.append("    ").append(pattern).append(" COMPREPLY=($(compgen -W '").append(words);
    script.append("' -- \"$current\")) ;;\n");
  }
}
