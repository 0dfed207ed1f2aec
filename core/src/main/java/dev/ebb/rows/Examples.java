package dev.ebb.rows;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Makes texts that match a regular expression, as far as that is easily done: what looks ahead or
 * refers back is left out, and the server has the last word.
 */
final class Examples {
  private static final int MANY = 3;
  private static final String PRINTABLE =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@ ";

  private final String pattern;
  private final RandomGenerator random;
  private int at;

  private Examples(String pattern, RandomGenerator random) {
    this.pattern = pattern;
    this.random = random;
  }

  /** A text that may match; empty if the expression is beyond this. */
  static Optional<String> of(String pattern, RandomGenerator random) {
    try {
      Examples examples = new Examples(pattern, random);
      String text = examples.alternatives();
      return examples.at == pattern.length() ? Optional.of(text) : Optional.empty();
    } catch (IndexOutOfBoundsException | NumberFormatException _) {
      return Optional.empty(); // it ends too early, so it is no expression after all
    }
  }

  /** A text that a LIKE pattern may accept. */
  static String like(String pattern) {
    return pattern.replaceAll("(?<!\\\\)%", "").replaceAll("(?<!\\\\)_", "a").replace("\\", "");
  }

  private String alternatives() {
    String chosen = sequence();
    int seen = 1;
    while (at < pattern.length() && pattern.charAt(at) == '|') {
      at++;
      String next = sequence();
      seen++;
      if (random.nextInt(seen) == 0) {
        chosen = next;
      }
    }
    return chosen;
  }

  private String sequence() {
    StringBuilder text = new StringBuilder();
    while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
      int from = at;
      String once = atom();
      int end = at;
      int times = times();
      for (int i = 0; i < times; i++) {
        text.append(i == 0 ? once : again(from, end));
      }
    }
    return text.toString();
  }

  // Another time through the same atom, so that its choices differ.
  private String again(int from, int end) {
    int after = at;
    at = from;
    String text = atom();
    at = after;
    return end > from ? text : "";
  }

  private String atom() {
    char c = pattern.charAt(at++);
    return switch (c) {
      case '^', '$' -> "";
      case '.' -> String.valueOf(anyOf(PRINTABLE));
      case '(' -> group();
      case '[' -> String.valueOf(anyOf(set()));
      case '\\' -> escape();
      default -> String.valueOf(c);
    };
  }

  private String group() {
    boolean looks = false;
    if (pattern.startsWith("?", at)) {
      looks = pattern.charAt(at + 1) != ':';
      at += pattern.startsWith("?<", at) ? 3 : 2;
    }
    String text = alternatives();
    at++;
    return looks ? "" : text;
  }

  private String escape() {
    char c = pattern.charAt(at++);
    return switch (c) {
      case 'd' -> String.valueOf(anyOf("0123456789"));
      case 'w' -> String.valueOf(anyOf("abcxyz019_"));
      case 's' -> " ";
      case 'D', 'W', 'S' -> c == 'W' ? "-" : "x";
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'A', 'Z', 'm', 'M', 'y', 'Y', 'b', 'B' -> "";
      default -> String.valueOf(c);
    };
  }

  private String set() {
    boolean not = pattern.charAt(at) == '^';
    at += not ? 1 : 0;
    StringBuilder members = new StringBuilder();
    for (boolean first = true; first || pattern.charAt(at) != ']'; first = false) {
      member(members);
    }
    at++;
    return not ? without(members.toString()) : members.toString();
  }

  private void member(StringBuilder members) {
    if (pattern.startsWith("[:", at)) {
      int end = pattern.indexOf(":]", at);
      members.append(named(pattern.substring(at + 2, end)));
      at = end + 2;
      return;
    }
    char c = pattern.charAt(at++);
    if (c == '\\') {
      at--;
      at++;
      char next = pattern.charAt(at);
      members.append(next == 'd' ? "0123456789" : next == 'w' ? "abcxyz019_" : escape());
      at += next == 'd' || next == 'w' ? 1 : 0;
    } else if (pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']') {
      char last = pattern.charAt(at + 1);
      at += 2;
      for (char in = c; in <= last && in - c < 128; in++) {
        members.append(in);
      }
    } else {
      members.append(c);
    }
  }

  private static String named(String name) {
    return switch (name) {
      case "digit", "xdigit" -> "0123456789";
      case "upper" -> "ABCXYZ";
      case "lower", "alpha", "alnum", "word" -> "abcxyz";
      case "space", "blank" -> " ";
      case "punct" -> "-_.";
      default -> "a";
    };
  }

  private static String without(String members) {
    StringBuilder left = new StringBuilder();
    PRINTABLE.chars().filter(c -> members.indexOf(c) < 0).forEach(c -> left.append((char) c));
    return left.toString();
  }

  private int times() {
    if (at >= pattern.length()) {
      return 1;
    }
    int times =
        switch (pattern.charAt(at)) {
          case '?' -> step(random.nextInt(2));
          case '*' -> step(random.nextInt(MANY));
          case '+' -> step(1 + random.nextInt(MANY));
          case '{' -> counted();
          default -> 1;
        };
    if (at > 0 && pattern.startsWith("?", at) && "?*+}".indexOf(pattern.charAt(at - 1)) >= 0) {
      at++;
    }
    return times;
  }

  private int step(int times) {
    at++;
    return times;
  }

  private int counted() {
    int end = pattern.indexOf('}', at);
    String[] bounds = pattern.substring(at + 1, end).split(",", 2);
    at = end + 1;
    int least = Integer.parseInt(bounds[0].trim());
    return bounds.length == 1 || random.nextBoolean() || bounds[1].isBlank()
        ? least
        : Math.min(Integer.parseInt(bounds[1].trim()), least + MANY);
  }

  private char anyOf(String characters) {
    return characters.charAt(random.nextInt(characters.length()));
  }
}
