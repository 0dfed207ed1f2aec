package dev.ebb.rows;

import java.util.List;
import java.util.random.RandomGenerator;

/** Makes texts, as long as a column permits. */
final class Texts {
  /** Of a column that permits more, no more than this is used: longer keys fit into no index. */
  private static final int LONGEST = 1500;

  private static final List<String> WORDS =
      List.of(
          "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heron", "inlet", "tidal");

  /**
   * Quotes, a backslash, a line break, a combining mark, right to left, beyond 16 bits, a wide
   * sign.
   */
  private static final String ODD = "O'\"\\\n\te\u0301 \u05d0\u05d1 \ud83c\udf0a \u6f6e %_$1 ";

  private Texts() {}

  /** A text of at most that many characters. */
  static String make(Style style, int longest, RandomGenerator random) {
    return switch (style) {
      case PLAIN, BARE -> fit(plain(random), longest);
      case SMALL -> "";
      case LARGE -> filled(Math.min(longest, LONGEST), random);
      case ODD -> cut(ODD + number(random), longest);
    };
  }

  /** A text of exactly that many characters. */
  static String filled(int length, RandomGenerator random) {
    String end = number(random);
    return end.length() >= length
        ? end.substring(end.length() - length)
        : "x".repeat(length - end.length()) + end;
  }

  private static String plain(RandomGenerator random) {
    return WORDS.get(random.nextInt(WORDS.size())) + number(random);
  }

  // The end of a made-up text is what makes it differ from the others.
  private static String fit(String text, int longest) {
    return text.length() <= longest ? text : text.substring(text.length() - longest);
  }

  private static String cut(String text, int characters) {
    int most = Math.min(characters, text.codePointCount(0, text.length()));
    return text.substring(0, text.offsetByCodePoints(0, most));
  }

  private static String number(RandomGenerator random) {
    return String.valueOf(random.nextInt(1_000_000));
  }
}
