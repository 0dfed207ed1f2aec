package dev.ebb.cli.completion;

import dev.ebb.cli.args.Option;
import java.util.List;
import java.util.stream.Stream;

/** What may follow an option or a command, as far as a shell can know it. */
sealed interface Values {
  /** One of these words. */
  record Words(List<String> words) implements Values {}

  /** The name of a schema of the project in the working folder. */
  record Schemas() implements Values {}

  /** A file. */
  record Files() implements Values {}

  /** A folder. */
  record Folders() implements Values {}

  /** Anything. */
  record Free() implements Values {}

  /** Shell code that prints the schemas of the project in the working folder. */
  String SCHEMAS = "command ls -1 migrations 2>/dev/null";

  /** What may follow this option, by its label: {@code a|b|c} are words. */
  static Values of(Option option) {
    Values words = of(option.label());
    return switch (words) {
      case Words _ -> words;
      default ->
          switch (option.name()) {
            case "db" -> new Schemas();
            case "project" -> new Folders();
            case "out", "file" -> new Files();
            case "format" -> new Words(List.of("text", "json"));
            case "environment" -> new Words(List.of("development", "staging", "production"));
            default -> new Free();
          };
    };
  }

  /** What a label offers. */
  static Values of(String label) {
    List<String> words = Stream.of(label.split("\\|")).toList();
    return words.size() > 1 && words.stream().allMatch(w -> w.matches("[a-z-]+"))
        ? new Words(words)
        : new Free();
  }
}
