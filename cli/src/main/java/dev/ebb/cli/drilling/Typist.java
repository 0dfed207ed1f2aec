package dev.ebb.cli.drilling;

import dev.ebb.cli.args.ArgumentReader;
import dev.ebb.cli.args.Arguments;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.CommonOptions;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.Surroundings;
import dev.ebb.cli.terminal.Screen;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Types commands on the ground of a drill as a person would, and notes what they say. */
final class Typist {
  private final Invocation call;
  private final Map<String, String> environment;

  Typist(Invocation call, Map<String, String> environment) {
    this.call = call;
    this.environment = environment;
  }

  /**
   * How a command ended.
   *
   * @param status its exit status
   * @param took how long
   * @param said all that it said
   */
  record Ran(int status, Duration took, String said) {}

  /**
   * Runs one.
   *
   * @throws Fault CANCELLED if somebody interrupts
   */
  Ran type(Path folder, List<String> words) {
    goesOn();
    long begun = System.nanoTime();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Terminal terminal = new Terminal(InputStream.nullInputStream(), said, said, Screen.NONE);
    int status = run(new Surroundings(environment, folder, terminal, version()), words);
    terminal.flush();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    goesOn();
    return new Ran(status, took, said.toString(StandardCharsets.UTF_8).strip());
  }

  private String version() {
    return call.surroundings().version();
  }

  private int run(Surroundings there, List<String> words) {
    Command command = call.commands().create(words.getFirst());
    try {
      Arguments arguments =
          ArgumentReader.read(
              CommonOptions.addedTo(command.syntax()), words.subList(1, words.size()));
      return command
          .run(new Invocation(arguments, there, call.commands(), call.interruption()))
          .code();
    } catch (Fault fault) {
      there
          .terminal()
          .warn(fault.problems().stream().map(Typist::told).collect(Collectors.joining("\n")));
      return fault.exitStatus().code();
    }
  }

  private static String told(Problem problem) {
    return problem.what() + "\n  → " + problem.remedy();
  }

  /** Ends the drill if somebody interrupted it. */
  void goesOn() {
    if (call.interruption().isInterrupted()) {
      throw Fault.of(
          FaultCode.CANCELLED,
          "the drill was interrupted",
          "its server and files are removed; nothing outside of them was touched, and no report was"
              + " written");
    }
  }
}
