package dev.ebb.rows;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes values of any type, made of those of its parts. Asks the server what a domain accepts. */
final class ValueMaker {
  private static final int TRIES = 12;
  private static final LocalDate DAY = LocalDate.of(1990, 1, 1);

  /** Written for a type that nobody here knows, until the server takes one. */
  private static final List<String> GUESSES =
      List.of("a", "1", "(1,2)", "{}", "[1,2]", "2001-02-03", "a=>1", "0", "");

  private static final Set<String> WHOLE = Set.of("int2", "int4", "int8", "numeric");

  private final Solver solver;
  private final Map<Long, List<String>> ofDomain = new HashMap<>();

  ValueMaker(Solver solver) {
    this.solver = solver;
  }

  /** A value as the server reads it; null if none is known. */
  @Nullable String make(ValueType type, Style style, RandomGenerator random) {
    return switch (type) {
      case ValueType.Scalar scalar -> {
        String made = Scalars.make(scalar, style, random);
        yield made == null ? GUESSES.get(random.nextInt(GUESSES.size())) : made;
      }
      case ValueType.Enumerated(List<String> labels) -> label(labels, style, random);
      case ValueType.Domain domain -> domain(domain, style, random);
      case ValueType.Many(ValueType element, String delimiter) ->
          many(element, delimiter, style, random);
      case ValueType.Composite(List<ValueType> attributes) ->
          attributes.stream()
              .map(attribute -> style == Style.SMALL ? null : make(attribute, style, random))
              .map(value -> value == null ? "" : quote(value))
              .collect(Collectors.joining(",", "(", ")"));
      case ValueType.Range(ValueType of) -> range(of, style, random);
      case ValueType.Multirange(ValueType.Range range) ->
          style == Style.SMALL ? "{}" : "{" + range(range.of(), Style.PLAIN, random) + "}";
    };
  }

  /**
   * Values among which there may be one that satisfies conditions with these hints; the plain ones
   * first.
   */
  List<String> candidates(ValueType type, Hints hints, RandomGenerator random) {
    List<String> all = new ArrayList<>();
    hinted(type, hints, random, all);
    for (Style style :
        List.of(Style.PLAIN, Style.PLAIN, Style.PLAIN, Style.SMALL, Style.ODD, Style.LARGE)) {
      add(all, make(type, style, random));
    }
    return all;
  }

  private void hinted(ValueType type, Hints hints, RandomGenerator random, List<String> all) {
    switch (type) {
      case ValueType.Scalar scalar ->
          Guesses.scalar(scalar, hints, random).forEach(guess -> add(all, guess));
      case ValueType.Enumerated(List<String> labels) -> labels.forEach(label -> add(all, label));
      case ValueType.Domain domain -> accepted(domain, random).forEach(v -> add(all, v));
      case ValueType.Many(ValueType element, String delimiter) ->
          arrays(element, delimiter, hints, random, all);
      case ValueType.Composite _, ValueType.Range _, ValueType.Multirange _ ->
          hints.texts().stream().filter(ValueMaker::looksMade).forEach(text -> add(all, text));
    }
  }

  private static boolean looksMade(String text) {
    return text.matches("(?s)[\\[({].*[\\])}]|empty");
  }

  private static void add(List<String> all, @Nullable String value) {
    if (value != null && !all.contains(value)) {
      all.add(value);
    }
  }

  private void arrays(
      ValueType element, String delimiter, Hints hints, RandomGenerator random, List<String> all) {
    for (int length : hints.lengths(20)) {
      List<String> elements = new ArrayList<>();
      for (int i = 0; i < length; i++) {
        elements.add(quoteOrNull(make(element, Style.PLAIN, random)));
      }
      add(all, "{" + String.join(delimiter, elements) + "}");
    }
    List<String> inner = new ArrayList<>();
    hinted(element, hints, random, inner);
    inner.forEach(one -> add(all, "{" + quote(one) + "}"));
    if (!inner.isEmpty()) {
      add(
          all,
          inner.stream().map(ValueMaker::quote).collect(Collectors.joining(delimiter, "{", "}")));
    }
  }

  private static @Nullable String label(List<String> labels, Style style, RandomGenerator random) {
    if (labels.isEmpty()) {
      return null;
    }
    return switch (style) {
      case PLAIN, BARE, ODD -> labels.get(random.nextInt(labels.size()));
      case SMALL -> labels.getFirst();
      case LARGE -> labels.getLast();
    };
  }

  private @Nullable String domain(ValueType.Domain domain, Style style, RandomGenerator random) {
    if (domain.checks().isEmpty()) {
      return make(domain.base(), style, random);
    }
    List<String> values = accepted(domain, random);
    return values.isEmpty() ? null : values.get(random.nextInt(values.size()));
  }

  private List<String> accepted(ValueType.Domain domain, RandomGenerator random) {
    List<String> known = ofDomain.get(domain.oid());
    if (known == null) {
      Hints hints = Hints.of(domain.checks());
      List<String> tried = candidates(domain.base(), hints, random);
      for (int i = 0; i < TRIES; i++) {
        add(tried, make(domain.base(), Style.PLAIN, random));
      }
      Solver.Unknown value = new Solver.Unknown("value", domain.baseSql(), List.copyOf(tried));
      known =
          solver.solve(List.of(value), domain.checks(), random.nextLong()).stream()
              .map(List::getFirst)
              .map(String::valueOf)
              .toList();
      ofDomain.put(domain.oid(), known);
    }
    return known;
  }

  private String many(ValueType element, String delimiter, Style style, RandomGenerator random) {
    int length =
        switch (style) {
          case PLAIN, BARE, ODD -> 2;
          case SMALL -> 0;
          case LARGE -> 5;
        };
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      boolean leftOut = style == Style.ODD && i == 0;
      elements.add(leftOut ? "NULL" : quoteOrNull(make(element, style, random)));
    }
    return "{" + String.join(delimiter, elements) + "}";
  }

  private static String quoteOrNull(@Nullable String value) {
    return value == null ? "NULL" : quote(value);
  }

  /** Quotes a part of an array, a row or a range: all three understand this way. */
  private static String quote(String part) {
    return '"' + part.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private String range(ValueType of, Style style, RandomGenerator random) {
    int start = random.nextInt(10_000);
    String low = bound(of, start);
    return switch (style) {
      case PLAIN, BARE -> {
        String high = bound(of, start + 5);
        yield low.equals(high) ? "[" + low + "," + high + "]" : "[" + low + "," + high + ")";
      }
      case SMALL -> "empty";
      case LARGE -> "(,)";
      case ODD -> "[" + low + ",)";
    };
  }

  private String bound(ValueType of, int number) {
    if (of instanceof ValueType.Scalar(String name, _, _)) {
      if (WHOLE.contains(name) || name.startsWith("float")) {
        return String.valueOf(number);
      }
      if (name.equals("date") || name.startsWith("timestamp")) {
        return quote(DAY.plusDays(number).toString());
      }
    }
    // of the order of other types nothing is known: a range of one value
    String value = make(of, Style.PLAIN, new SplittableRandom(number / 10));
    return value == null ? "" : quote(value);
  }
}
