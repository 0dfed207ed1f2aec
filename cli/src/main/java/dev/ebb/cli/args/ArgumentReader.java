package dev.ebb.cli.args;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Nearest;
import dev.ebb.fault.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a command line: {@code -x=v}, {@code -x v}, {@code --x=v} and {@code --x v} mean the same,
 * {@code --} ends the options, and everything that is wrong is found at once. Serves one reading.
 */
public final class ArgumentReader {
  private final Syntax syntax;
  private final Map<String, Option> known;
  private final Map<Option, List<String>> values = new LinkedHashMap<>();
  private final List<String> operands = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  private ArgumentReader(Syntax syntax) {
    this.syntax = syntax;
    this.known = HashMap.newHashMap(syntax.options().size() * 2);
    for (Option option : syntax.options()) {
      for (String name : option.names()) {
        known.put(name, option);
      }
    }
  }

  /**
   * Reads what follows the name of a command.
   *
   * @throws Fault USAGE with every problem
   */
  public static Arguments read(Syntax syntax, List<String> words) {
    ArgumentReader reader = new ArgumentReader(syntax);
    reader.read(words);
    reader.countOperands();
    if (!reader.problems.isEmpty()) {
      throw new Fault(reader.problems);
    }
    return new Arguments(syntax, reader.values, reader.operands);
  }

  /** As much of a command line as makes sense, for telling in the right form what does not. */
  public static Arguments readWhatCanBeRead(Syntax syntax, List<String> words) {
    ArgumentReader reader = new ArgumentReader(syntax);
    reader.read(words);
    return new Arguments(syntax, reader.values, reader.operands);
  }

  /** The position of the first word that is neither an option nor the value of one; -1 if none. */
  public static int firstOperand(List<Option> options, List<String> words) {
    ArgumentReader reader = new ArgumentReader(Syntax.of("", "").options(options));
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (!isOption(word)) {
        return i;
      }
      Option option = reader.known.get(nameOf(word));
      if (option != null && option.kind() != Option.Kind.FLAG && word.indexOf('=') < 0) {
        i++;
      }
    }
    return -1;
  }

  private void read(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--")) {
        operands.addAll(words.subList(i + 1, words.size()));
        return;
      }
      if (!isOption(word)) {
        operands.add(word);
        continue;
      }
      Option option = known.get(nameOf(word));
      int equals = word.indexOf('=');
      if (option == null) {
        unknown(nameOf(word));
      } else if (equals >= 0) {
        give(option, word.substring(equals + 1));
      } else if (option.kind() == Option.Kind.FLAG) {
        give(option, "true");
      } else if (i + 1 < words.size() && isValue(words.get(i + 1))) {
        give(option, words.get(++i));
      } else {
        give(option, "");
      }
    }
  }

  private static boolean isOption(String word) {
    return word.length() > 1 && word.charAt(0) == '-' && !isNumber(word);
  }

  private static boolean isValue(String word) {
    return !isOption(word) && !word.equals("--");
  }

  // Migrations may have negative ids.
  private static boolean isNumber(String word) {
    return Character.isDigit(word.charAt(1));
  }

  private static String nameOf(String word) {
    int start = word.startsWith("--") ? 2 : 1;
    int equals = word.indexOf('=');
    return equals < 0 ? word.substring(start) : word.substring(start, equals);
  }

  private void give(Option option, String value) {
    List<String> given = values.computeIfAbsent(option, _ -> new ArrayList<>());
    switch (option.kind()) {
      case FLAG -> given.add(truth(option, value));
      case VALUE -> given.add(present(option, value));
      case LIST -> {
        for (String part : value.split(",", -1)) {
          given.add(present(option, part.strip()));
        }
      }
    }
  }

  private String truth(Option option, String value) {
    return switch (value) {
      case "true", "1", "t", "yes" -> "true";
      case "false", "0", "f", "no" -> "false";
      default -> {
        String what = option.dashed() + "=" + value + " is neither true nor false";
        problems.add(usage(what, "write " + option.dashed() + " or " + option.dashed() + "=false"));
        yield "false";
      }
    };
  }

  private String present(Option option, String value) {
    if (value.isEmpty()) {
      problems.add(
          usage(
              option.dashed() + " has no value",
              "write " + option.dashed() + "=" + option.label() + ", " + option.help()));
    }
    return value;
  }

  private void unknown(String name) {
    Optional<String> near = Nearest.to(name, known.keySet());
    problems.add(
        usage(
            "unknown option " + Option.dashed(name),
            near.map(n -> "did you mean " + Option.dashed(n) + "? ").orElse("") + seeHelp()));
  }

  private void countOperands() {
    int given = operands.size();
    if (given > syntax.mostOperands()) {
      String first = operands.get(syntax.mostOperands());
      @Nullable String flag = flagBefore(first);
      problems.add(
          usage(
              "too many arguments: \"" + first + "\" is not understood",
              flag == null ? seeHelp() : "a flag's value follows =, as in " + flag));
    } else if (given < syntax.leastOperands()) {
      problems.add(usage("missing " + syntax.operands(), seeHelp()));
    }
  }

  private @Nullable String flagBefore(String word) {
    if (!word.equals("true") && !word.equals("false")) {
      return null;
    }
    return values.keySet().stream()
        .filter(o -> o.kind() == Option.Kind.FLAG)
        .map(o -> o.dashed() + "=" + word)
        .findFirst()
        .orElse(null);
  }

  private String seeHelp() {
    return "'ebb " + syntax.name() + " --help' shows what there is";
  }

  private static Problem usage(String what, String remedy) {
    return Problem.of(FaultCode.USAGE, what, remedy);
  }
}
