package dev.ebb.cli;

import dev.ebb.cli.invocation.Interruption;
import dev.ebb.cli.invocation.Surroundings;
import dev.ebb.cli.terminal.Screen;
import dev.ebb.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Calls commands in this process, as {@link Main} does, with an environment of the test's own.
 *
 * @param folder the working folder
 * @param environment the environment
 */
public record InProcess(Path folder, Map<String, String> environment) {

  /** How a call ended. */
  public record Result(int status, String out, String err) {}

  /** Without any environment. */
  public static InProcess in(Path folder) {
    return new InProcess(folder, Map.of());
  }

  /** The same with one more variable. */
  public InProcess with(String name, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(name, value);
    return new InProcess(folder, more);
  }

  public Result call(String... words) {
    return call(Interruption.NONE, words);
  }

  Result call(Interruption interruption, String... words) {
    return call(interruption, Screen.NONE, "", words);
  }

  /** With somebody at the terminal who types that. */
  Result callTyping(String input, String... words) {
    return call(Interruption.NONE, new Screen(true, false, false, false), input, words);
  }

  private Result call(Interruption interruption, Screen screen, String input, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    Terminal terminal = new Terminal(in, out, err, screen);
    int status =
        Main.run(new Surroundings(environment, folder, terminal, "0.1.0"), interruption, words);
    return new Result(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
