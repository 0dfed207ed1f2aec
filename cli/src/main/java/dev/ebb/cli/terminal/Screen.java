package dev.ebb.cli.terminal;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What is known of the ends of the process's streams.
 *
 * @param asks whether a person is there to answer questions
 * @param watched whether a person reads the talk as it comes, on something that can move its cursor
 * @param colour whether results may be coloured
 * @param talkColour whether talk may be coloured
 */
public record Screen(boolean asks, boolean watched, boolean colour, boolean talkColour) {
  /** Nobody there: a script, a log, a test. */
  public static final Screen NONE = new Screen(false, false, false, false);

  /** What this process has. */
  public static Screen of(Map<String, String> environment) {
    boolean out = isTerminal(1);
    boolean err = isTerminal(2);
    String term = environment.getOrDefault("TERM", "");
    boolean able = !term.equals("dumb") && !term.isEmpty();
    boolean colour = able && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Screen(isTerminal(0) && err, err && able, out && colour, err && colour);
  }

  // The JDK tells only whether input and output both are terminals. Where the system shows what the
  // streams are, each can be told alone, and without loading a console.
  private static boolean isTerminal(int stream) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.startsWith("/dev/console");
    } catch (IOException | UnsupportedOperationException | SecurityException _) {
      return isConsole();
    }
  }

  @SuppressWarnings("SystemConsoleNull") // depends on -Djdk.console and on the JDK's mood
  private static boolean isConsole() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
