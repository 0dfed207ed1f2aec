package dev.ebb.cli.demo;

import dev.ebb.cli.args.ArgumentReader;
import dev.ebb.cli.args.Arguments;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.CommonOptions;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.Surroundings;
import dev.ebb.cli.terminal.Screen;
import dev.ebb.cli.terminal.Style;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Types commands as a person would, and lets their real output be seen. */
final class Actor {
  private final Invocation call;

  Actor(Invocation call) {
    this.call = call;
  }

  /**
   * Runs a command that must end with this status.
   *
   * @param folder where it is typed
   * @param environment what leads it to the databases
   * @param words what is typed after {@code ebb}
   * @throws Fault if it ends otherwise, or if somebody interrupts
   */
  void types(ExitStatus expected, Path folder, Map<String, String> environment, String... words) {
    goesOn();
    Terminal outer = call.terminal();
    String line = "$ ebb " + String.join(" ", words);
    outer.result("\n" + outer.styled(Style.STRONG, line) + "\n");
    ExitStatus status = run(folder, environment, List.of(words));
    goesOn();
    if (status != ExitStatus.DONE) {
      outer.result(outer.styled(Style.FAINT, "(exit status " + status.code() + ")") + "\n");
    }
    if (status != expected) {
      throw Fault.of(
          FaultCode.MACHINE,
          "this should have ended with status " + expected.code() + ", not " + status.code(),
          "please report it, with the output above");
    }
  }

  private void goesOn() {
    if (call.interruption().isInterrupted()) {
      throw Fault.of(FaultCode.CANCELLED, "the demo was interrupted", "it has cleaned up");
    }
  }

  private ExitStatus run(Path folder, Map<String, String> environment, List<String> words) {
    boolean colour = call.terminal().screen().colour();
    Screen screen = new Screen(false, false, colour, colour);
    OutputStream there = new Forwarding(call.terminal());
    Terminal terminal = new Terminal(InputStream.nullInputStream(), there, there, screen);
    Surroundings surroundings =
        new Surroundings(environment, folder, terminal, call.surroundings().version());
    Command command = call.commands().create(words.getFirst());
    try {
      Arguments arguments =
          ArgumentReader.read(
              CommonOptions.addedTo(command.syntax()), words.subList(1, words.size()));
      if (arguments.isSet(CommonOptions.QUIET)) {
        terminal.beQuiet();
      }
      return command.run(
          new Invocation(arguments, surroundings, call.commands(), call.interruption()));
    } catch (Fault fault) {
      Invocation.problems(terminal, folder).show(fault.problems());
      return fault.exitStatus();
    } finally {
      terminal.flush();
      call.terminal().flush();
    }
  }

  /** Both streams of a command become one, in the order in which they are written. */
  private static final class Forwarding extends OutputStream {
    private final Terminal to;

    Forwarding(Terminal to) {
      this.to = to;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      to.result(new String(bytes, from, length, StandardCharsets.UTF_8));
      to.flush();
    }
  }
}
