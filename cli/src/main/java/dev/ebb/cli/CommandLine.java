package dev.ebb.cli;

import dev.ebb.cli.args.ArgumentReader;
import dev.ebb.cli.args.Arguments;
import dev.ebb.cli.args.HelpText;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.CommandIndex;
import dev.ebb.cli.invocation.CommonOptions;
import dev.ebb.cli.invocation.Interruption;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.Surroundings;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Nearest;
import dev.ebb.fault.Problem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the command that a command line means, calls it, and shows what went wrong. */
final class CommandLine {
  private static final Set<String> HELP = Set.of("-h", "-help", "--help", "help");
  private static final Set<String> VERSION = Set.of("-V", "-version", "--version", "version");

  /** The standard variables that say whom to tell of commands. */
  private static final List<String> TELLING =
      List.of(
          "OTEL_EXPORTER_OTLP_ENDPOINT",
          "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
          "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
          "OTEL_TRACES_EXPORTER",
          "OTEL_METRICS_EXPORTER");

  private final CommandIndex commands;
  private final Surroundings surroundings;
  private final Interruption interruption;
  private final Terminal terminal;

  CommandLine(CommandIndex commands, Surroundings surroundings, Interruption interruption) {
    this.commands = commands;
    this.surroundings = surroundings;
    this.interruption = interruption;
    this.terminal = surroundings.terminal();
  }

  ExitStatus run(List<String> words) {
    try {
      return call(words);
    } catch (Fault fault) {
      return failed("", words, fault);
    } finally {
      terminal.flush();
    }
  }

  private ExitStatus call(List<String> words) {
    if (!words.isEmpty() && VERSION.contains(words.getFirst())) {
      terminal.result("ebb " + surroundings.version() + "\n");
      return ExitStatus.DONE;
    }
    if (!words.isEmpty() && HELP.contains(words.getFirst())) {
      return help(words.subList(1, words.size()));
    }
    // No command at all means up, as in the predecessor's image.
    int at = ArgumentReader.firstOperand(CommonOptions.ALL, words);
    List<String> rest = new ArrayList<>(words);
    String name = at < 0 ? "up" : rest.remove(at);
    return call(command(name), rest);
  }

  private ExitStatus help(List<String> words) {
    if (words.isEmpty()) {
      terminal.result(Overview.of(commands));
    } else {
      terminal.result(HelpText.of(syntax(command(words.getFirst()))));
    }
    return ExitStatus.DONE;
  }

  private Command command(String name) {
    if (commands.names().contains(name)) {
      return commands.create(name);
    }
    throw Fault.of(
        FaultCode.USAGE,
        "unknown command \"" + name + "\"",
        Nearest.to(name, commands.names()).map(n -> "did you mean 'ebb " + n + "'? ").orElse("")
            + "'ebb --help' lists them");
  }

  private static Syntax syntax(Command command) {
    return CommonOptions.addedTo(command.syntax());
  }

  private ExitStatus call(Command command, List<String> words) {
    Syntax syntax = syntax(command);
    if (words.stream().anyMatch(w -> HELP.contains(w) && w.startsWith("-"))) {
      terminal.result(HelpText.of(syntax));
      return ExitStatus.DONE;
    }
    try {
      Arguments arguments = ArgumentReader.read(syntax, words);
      Invocation.format(arguments);
      if (arguments.isSet(CommonOptions.QUIET)) {
        terminal.beQuiet();
      }
      Invocation call = new Invocation(arguments, surroundings, commands, interruption);
      return isObserved(surroundings.environment())
          ? Observed.run(call, command)
          : command.run(call);
    } catch (Fault fault) {
      return failed(syntax.name(), words, fault);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return failed(syntax.name(), words, unexpected(e));
    }
  }

  // Nothing of telling is loaded where nobody asks for it.
  private static boolean isObserved(Map<String, String> variables) {
    return TELLING.stream().anyMatch(name -> !variables.getOrDefault(name, "").isEmpty())
        && !variables.getOrDefault("OTEL_SDK_DISABLED", "").equalsIgnoreCase("true");
  }

  private static Fault unexpected(Throwable e) {
    return Fault.of(
        FaultCode.MACHINE,
        "Ebb stumbled over something that it did not expect: " + e,
        "what was committed is in the ledger, and 'ebb status' shows it; run the command again with"
            + " --verbose to see where this came from, and please report it",
        e);
  }

  private ExitStatus failed(String command, List<String> words, Fault fault) {
    Syntax common = Syntax.of(command, "").options(CommonOptions.ALL);
    Arguments seen = ArgumentReader.readWhatCanBeRead(common, words);
    if (seen.value(CommonOptions.FORMAT).orElse("").equals("json")) {
      terminal.result(Invocation.document(command, fault.exitStatus(), fault.problems(), _ -> {}));
    } else {
      show(fault, Path.of(seen.value(CommonOptions.PROJECT).orElse("")));
    }
    if (seen.isSet(CommonOptions.VERBOSE)) {
      StringWriter trace = new StringWriter();
      fault.printStackTrace(new PrintWriter(trace));
      terminal.warn(trace.toString());
    }
    return fault.exitStatus();
  }

  private void show(Fault fault, Path project) {
    List<Problem> problems = fault.problems();
    Invocation.problems(terminal, surroundings.folder().resolve(project)).show(problems);
    if (problems.stream().allMatch(p -> p.code() == FaultCode.DEFINITION)) {
      terminal.warn(
          (problems.size() == 1 ? "1 problem" : problems.size() + " problems")
              + " in the definitions; no database was contacted");
    }
  }
}
