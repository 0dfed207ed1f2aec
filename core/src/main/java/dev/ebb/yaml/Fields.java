package dev.ebb.yaml;

import dev.ebb.fault.Nearest;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problems;
import dev.ebb.yaml.Yaml.Mapping;
import dev.ebb.yaml.Yaml.Pair;
import dev.ebb.yaml.Yaml.Scalar;
import dev.ebb.yaml.Yaml.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The entries of one mapping, held against the keys and types that are known there. What is wrong
 * is told to the collector and then treated as absent; {@link #sound()} says whether that happened.
 */
public final class Fields {
  private final Map<String, Pair> byKey = new LinkedHashMap<>();
  private final Problems problems;
  private boolean sound = true;

  /** A value and where it stands. */
  public record Located<T>(T value, Place place) {}

  private Fields(Problems problems) {
    this.problems = problems;
  }

  /** The fields of a mapping; none, and a problem told, if the value is something else. */
  public static Fields of(Yaml yaml, List<String> known, Problems problems) {
    Fields fields = new Fields(problems);
    if (yaml instanceof Mapping mapping) {
      mapping.pairs().forEach(pair -> fields.add(pair, known));
    } else {
      fields.wrong(
          yaml.place(),
          yaml.kind() + " stands where keys are expected",
          "write \"key: value\" lines; keys: " + String.join(", ", known));
    }
    return fields;
  }

  /** The fields of a mapping whose keys are free. */
  public static Fields open(Yaml yaml, Problems problems) {
    return of(yaml, List.of(), problems);
  }

  private void add(Pair pair, List<String> known) {
    String key = pair.key().text();
    if (!known.isEmpty() && !known.contains(key)) {
      String guess =
          Nearest.to(key, known)
              .map(near -> "did you mean \"" + near + "\"?")
              .orElse("remove it; known keys: " + String.join(", ", known));
      wrong(pair.key().place(), "unknown key \"" + key + "\"", guess);
    } else if (byKey.putIfAbsent(key, pair) != null) {
      wrong(pair.key().place(), "the key \"" + key + "\" is there twice", "keep one of the two");
    }
  }

  /** Whether nothing was wrong so far. */
  public boolean sound() {
    return sound;
  }

  /** The keys that are there, in order. */
  public List<String> keys() {
    return List.copyOf(byKey.keySet());
  }

  /** Where a key stands. */
  public Optional<Place> keyPlace(String key) {
    return Optional.ofNullable(byKey.get(key)).map(pair -> pair.key().place());
  }

  /** The value of a key; nothing if it is absent or empty. */
  public Optional<Yaml> value(String key) {
    return Optional.ofNullable(byKey.get(key))
        .map(Pair::value)
        .filter(v -> !(v instanceof Scalar scalar && scalar.isNull()));
  }

  /** The items of a list; none if it is absent. */
  public List<Yaml> items(String key) {
    Optional<Yaml> value = value(key);
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof Sequence sequence) {
      return sequence.items();
    }
    wrong(
        value.get().place(),
        "\"" + key + "\" must be a list, not " + value.get().kind(),
        "begin each entry with \"- \"");
    return List.of();
  }

  /** A text in one line. */
  public Optional<Located<String>> text(String key) {
    Optional<Yaml> value = value(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!(value.get() instanceof Scalar scalar)) {
      return wrongType(key, value.get(), "a text", key + ": 'some words'");
    }
    if (breaksLines(scalar.text())) {
      wrong(
          scalar.place(),
          "the value of \"" + key + "\" has a line break or control character",
          "write it in one line");
      return Optional.empty();
    }
    return Optional.of(new Located<>(scalar.text(), scalar.place()));
  }

  private static boolean breaksLines(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        return true;
      }
    }
    return false;
  }

  /** True or false. */
  public Optional<Located<Boolean>> truth(String key) {
    Optional<Yaml> value = value(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof Scalar scalar && scalar.plain()) {
      List<String> words = List.of("true", "True", "TRUE", "false", "False", "FALSE");
      if (words.contains(scalar.text())) {
        return Optional.of(new Located<>(scalar.text().equalsIgnoreCase("true"), scalar.place()));
      }
    }
    return wrongType(key, value.get(), "true or false", key + ": true");
  }

  /** A whole number of 64 bits. */
  public Optional<Located<Long>> number(String key) {
    return value(key).flatMap(v -> number(key, v, key + ": 1644471839"));
  }

  /** A list of whole numbers. */
  public Optional<List<Located<Long>>> numbers(String key) {
    Optional<Yaml> value = value(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    String example = key + ": [1644471839]";
    if (!(value.get() instanceof Sequence sequence)) {
      return wrongType(key, value.get(), "a list of numbers", example);
    }
    List<Located<Long>> numbers = new ArrayList<>();
    sequence.items().forEach(item -> number(key, item, example).ifPresent(numbers::add));
    return Optional.of(numbers);
  }

  private Optional<Located<Long>> number(String key, Yaml value, String example) {
    if (!(value instanceof Scalar scalar) || !scalar.plain() || !isNumber(scalar.text())) {
      return wrongType(key, value, "a whole number", example);
    }
    String digits = scalar.text().startsWith("-") ? scalar.text().substring(1) : scalar.text();
    if (digits.startsWith("0") && digits.length() > 1) {
      wrong(
          scalar.place(),
          scalar.text() + " starts with a zero, which some programs read as octal",
          "write it without leading zeros");
      return Optional.empty();
    }
    try {
      return Optional.of(new Located<>(Long.parseLong(scalar.text()), scalar.place()));
    } catch (NumberFormatException _) {
      wrong(scalar.place(), scalar.text() + " has more than 64 bits", "name an existing migration");
      return Optional.empty();
    }
  }

  private static boolean isNumber(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.length() > start;
  }

  private <T> Optional<T> wrongType(String key, Yaml value, String expected, String example) {
    wrong(
        value.place(),
        "the value of \"" + key + "\" must be " + expected + ", not " + value.kind(),
        "for example: " + example);
    return Optional.empty();
  }

  private void wrong(Place place, String what, String remedy) {
    sound = false;
    problems.error(place, what, remedy);
  }
}
