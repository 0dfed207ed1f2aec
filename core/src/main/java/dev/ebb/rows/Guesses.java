package dev.ebb.rows;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Turns what a condition gives away into values of one simple type that may satisfy it. */
final class Guesses {
  private static final int LONGEST = 4000;
  private static final int EXAMPLES = 6;
  private static final Set<String> WHOLE = Set.of("int2", "int4", "int8", "oid");
  private static final Set<String> BROKEN = Set.of("numeric", "float4", "float8", "money");

  /** What checks without a literal of their own often want. */
  private static final List<String> USUAL =
      List.of(
          "a",
          "A",
          "1",
          "a@b.example",
          "https://host.example/a",
          "/a",
          "0".repeat(40),
          "0".repeat(64));

  private Guesses() {}

  /** Values that this type can hold, the likeliest first. */
  static List<String> scalar(ValueType.Scalar type, Hints hints, RandomGenerator random) {
    if (WHOLE.contains(type.name())) {
      return hints.around().stream()
          .filter(n -> fits(n, type.name()))
          .map(BigDecimal::toBigInteger)
          .map(Object::toString)
          .toList();
    }
    if (BROKEN.contains(type.name())) {
      return hints.around().stream().map(BigDecimal::toPlainString).toList();
    }
    return switch (type.category()) {
      case "S" -> texts(hints, random);
      case "D" ->
          hints.texts().stream()
              .filter(t -> t.matches("\\d{4,}-\\d\\d-\\d\\d.*|-?infinity"))
              .toList();
      case "U" -> special(type.name(), hints);
      default -> List.of();
    };
  }

  private static boolean fits(BigDecimal number, String type) {
    BigDecimal rounded = BigDecimal.valueOf(number.longValue());
    int bits =
        switch (type) {
          case "int2" -> 15;
          case "int4", "oid" -> 31;
          default -> 62;
        };
    return rounded.toBigInteger().bitLength() <= bits
        && rounded.subtract(number).abs().compareTo(BigDecimal.ONE) < 0;
  }

  private static List<String> texts(Hints hints, RandomGenerator random) {
    List<String> all = new ArrayList<>();
    for (String text : hints.texts()) {
      for (int i = 0; i < EXAMPLES; i++) {
        Examples.of(text, random).ifPresent(all::add);
      }
      all.add(text);
      all.add(Examples.like(text));
      all.add(text + "a");
      all.add("a" + text);
      all.add("a" + text + "a");
    }
    hints.lengths(LONGEST).forEach(length -> all.add(Texts.filled(length, random)));
    all.addAll(USUAL);
    return all;
  }

  private static List<String> special(String name, Hints hints) {
    return switch (name) {
      case "json", "jsonb" -> documents(hints);
      case "uuid" -> hints.texts().stream().filter(t -> t.matches("[0-9a-fA-F-]{36}")).toList();
      case "bytea" ->
          hints.lengths(LONGEST).stream().map(length -> "\\x" + "61".repeat(length)).toList();
      default -> List.of();
    };
  }

  private static List<String> documents(Hints hints) {
    List<String> all = new ArrayList<>(List.of("{}", "[]", "\"a\"", "1", "true", "null"));
    List<String> keys = hints.texts().stream().filter(t -> t.matches("[\\w. -]+")).toList();
    for (String value : List.of("1", "\"a\"", "true", "{}", "[]")) {
      all.add(
          keys.stream()
              .map(key -> "\"" + key + "\": " + value)
              .collect(Collectors.joining(", ", "{", "}")));
    }
    keys.forEach(key -> all.add("\"" + key + "\""));
    keys.forEach(key -> all.add("[\"" + key + "\"]"));
    return all;
  }
}
