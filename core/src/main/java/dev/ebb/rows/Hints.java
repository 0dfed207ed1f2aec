package dev.ebb.rows;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the text of a condition gives away about the values that it accepts: the numbers and texts
 * in it. Immutable.
 *
 * @param numbers ascending
 * @param texts in their order
 */
record Hints(List<BigDecimal> numbers, List<String> texts) {
  static final Hints NONE = new Hints(List.of(), List.of());

  // The server writes every literal in one of these ways.
  private static final Pattern LITERAL =
      Pattern.compile(
          "(E)?'((?:[^'\\\\]|''|\\\\.)*)'|(?<![\\w.\"$])-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?");

  private static final Pattern NUMBER =
      Pattern.compile("-?\\d{1,40}(\\.\\d{1,40})?([eE][+-]?\\d{1,2})?");

  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  Hints {
    numbers = List.copyOf(numbers);
    texts = List.copyOf(texts);
  }

  /** What these expressions, as the server writes them, have in them. */
  static Hints of(List<String> expressions) {
    TreeSet<BigDecimal> numbers = new TreeSet<>();
    List<String> texts = new ArrayList<>();
    for (String expression : expressions) {
      Matcher literal = LITERAL.matcher(expression);
      while (literal.find()) {
        String text = literal.group(2);
        String value = text == null ? literal.group() : unescape(text, literal.group(1) != null);
        if (text != null && !texts.contains(value)) {
          texts.add(value);
        }
        if (NUMBER.matcher(value).matches()) {
          numbers.add(new BigDecimal(value));
        }
      }
    }
    return new Hints(List.copyOf(numbers), texts);
  }

  private static String unescape(String text, boolean escapes) {
    String plain = text.replace("''", "'");
    return escapes ? plain.replace("\\\\", "\\") : plain;
  }

  /** Each number, its neighbours, and what lies half-way to the next. */
  List<BigDecimal> around() {
    TreeSet<BigDecimal> all = new TreeSet<>();
    BigDecimal last = null;
    for (BigDecimal number : numbers) {
      all.add(number);
      all.add(number.add(BigDecimal.ONE));
      all.add(number.subtract(BigDecimal.ONE));
      if (last != null) {
        all.add(last.add(number).divide(TWO));
      }
      last = number;
    }
    return List.copyOf(all);
  }

  /** The numbers that could be lengths, with their neighbours, ascending. */
  List<Integer> lengths(int most) {
    return around().stream()
        .filter(n -> n.signum() >= 0 && n.compareTo(BigDecimal.valueOf(most)) <= 0)
        .map(BigDecimal::intValue)
        .distinct()
        .toList();
  }
}
