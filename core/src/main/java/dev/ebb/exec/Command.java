package dev.ebb.exec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to run and how: the request that {@link Programs} carries out. Immutable.
 *
 * <p>Every user of the machine can read the arguments of every process, so a secret never belongs
 * into them: hand it over by a variable, by the input, or in a file that only its owner can read.
 *
 * @param arguments the program and its arguments, passed on as they are; no shell reads them
 * @param folder the working folder; that of this process if null
 * @param surroundings which variables of this process the program sees
 * @param variables set on top of these
 * @param input what the program reads from its standard input, as UTF-8
 * @param deadline after which the program and all that it started are killed
 * @param bound how many bytes of each of its output streams are kept
 */
public record Command(
    List<String> arguments,
    @Nullable Path folder,
    Surroundings surroundings,
    Map<String, String> variables,
    String input,
    Duration deadline,
    int bound) {

  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final int BOUND = 1 << 20;

  /** Which variables of this process a program sees. */
  public enum Surroundings {
    /** Only those without which hardly any program works: PATH, HOME, TMPDIR. */
    CLEAN,
    /** All of them. */
    INHERITED
  }

  /** Defends itself against later changes of its parts. */
  public Command {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("a command needs a program");
    }
    arguments = List.copyOf(arguments);
    variables = Map.copyOf(variables);
  }

  /**
   * A program and its arguments, with a clean environment, no input, a minute to end in, and at
   * most a megabyte kept of each output stream.
   */
  public static Command of(List<String> arguments) {
    return new Command(arguments, null, Surroundings.CLEAN, Map.of(), "", DEADLINE, BOUND);
  }

  /** A program and its arguments; see {@link #of(List)}. */
  public static Command of(String... arguments) {
    return of(List.of(arguments));
  }

  /** The same with more arguments at the end. */
  public Command and(String... more) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    return new Command(all, folder, surroundings, variables, input, deadline, bound);
  }

  /** The same in another working folder. */
  public Command in(Path workingFolder) {
    return new Command(arguments, workingFolder, surroundings, variables, input, deadline, bound);
  }

  /** The same, seeing all variables of this process. */
  public Command inheriting() {
    return new Command(
        arguments, folder, Surroundings.INHERITED, variables, input, deadline, bound);
  }

  /** The same with one more variable. */
  public Command with(String name, String value) {
    Map<String, String> more = new HashMap<>(variables);
    more.put(name, value);
    return new Command(arguments, folder, surroundings, more, input, deadline, bound);
  }

  /** The same with something to read from its standard input. */
  public Command reading(String text) {
    return new Command(arguments, folder, surroundings, variables, text, deadline, bound);
  }

  /** The same with another deadline. */
  public Command within(Duration time) {
    return new Command(arguments, folder, surroundings, variables, input, time, bound);
  }

  /** The same, keeping at most so many bytes of each output stream. */
  public Command keeping(int bytes) {
    return new Command(arguments, folder, surroundings, variables, input, deadline, bytes);
  }

  /** The program and its arguments; neither variables nor input, which may be secret. */
  @Override
  public String toString() {
    return String.join(" ", arguments);
  }
}
