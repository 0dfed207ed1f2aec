package dev.ebb.cli.command;

import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.completion.Scripts;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.CommandIndex;
import dev.ebb.cli.invocation.CommonOptions;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.util.List;

/** {@code completion}: writes what a shell needs to complete the commands and options of Ebb. */
public final class CompletionCommand implements Command {
  /** For one call. */
  public CompletionCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("completion", "write a script that lets a shell complete commands and options")
        .operands("bash|zsh|fish", 1, 1)
        .note(
            "bash: put  source <(ebb completion bash)  into ~/.bashrc. zsh: write it to _ebb in a"
                + " folder of $fpath. fish: write it to ~/.config/fish/completions/ebb.fish.")
        .examples("completion bash", "completion fish");
  }

  @Override
  public ExitStatus run(Invocation call) {
    CommandIndex commands = call.commands();
    List<Syntax> all = commands.names().stream().map(name -> syntax(commands, name)).toList();
    String shell = call.arguments().operands().getFirst();
    call.terminal()
        .result(
            switch (shell) {
              case "bash" -> Scripts.bash(all);
              case "zsh" -> Scripts.zsh(all);
              case "fish" -> Scripts.fish(all);
              default ->
                  throw Fault.of(
                      FaultCode.USAGE,
                      "unknown shell \"" + shell + "\"",
                      "there is completion for bash, zsh and fish");
            });
    return ExitStatus.DONE;
  }

  // The list of commands has shorter summaries than their help.
  private static Syntax syntax(CommandIndex commands, String name) {
    Syntax syntax = CommonOptions.addedTo(commands.create(name).syntax());
    return new Syntax(
        name,
        commands.summary(name),
        syntax.operands(),
        syntax.leastOperands(),
        syntax.mostOperands(),
        syntax.options(),
        List.of(),
        List.of());
  }
}
