package dev.ebb.sql;

import java.nio.charset.StandardCharsets;

/** What the server makes of the words, quoted names and strings that it reads. */
final class Identifiers {
  private static final int MAX_BYTES = 63;

  private Identifiers() {}

  /** Only the letters of ASCII change, as in a server with UTF-8. */
  static String fold(String word) {
    int first = 0;
    int length = word.length();
    while (first < length && !isUpper(word.charAt(first))) {
      first++;
    }
    if (first == length) {
      return word;
    }
    char[] folded = word.toCharArray();
    for (int i = first; i < length; i++) {
      if (isUpper(folded[i])) {
        folded[i] = (char) (folded[i] + ('a' - 'A'));
      }
    }
    return new String(folded);
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  /** The server keeps 63 bytes of a name, and no half character. */
  static String truncate(String name) {
    if (name.length() * 3 <= MAX_BYTES) {
      return name;
    }
    int bytes = 0;
    int i = 0;
    while (i < name.length()) {
      int width = Character.charCount(name.codePointAt(i));
      bytes += name.substring(i, i + width).getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_BYTES) {
        return name.substring(0, i);
      }
      i += width;
    }
    return name;
  }

  /**
   * What a quoted name or a string stands for.
   *
   * @param token with its quotes and prefix; may lack the closing quote
   * @param unicodeEscape the character that escapes in {@code U&} forms
   */
  static String unquote(String token, char unicodeEscape) {
    int open = 0;
    while (open < token.length() && token.charAt(open) != '\'' && token.charAt(open) != '"') {
      open++;
    }
    if (open == token.length()) {
      return token;
    }
    char quote = token.charAt(open);
    boolean closed = token.length() > open + 1 && token.charAt(token.length() - 1) == quote;
    String body = token.substring(open + 1, token.length() - (closed ? 1 : 0));
    String single = body.replace("" + quote + quote, "" + quote);
    char prefix = open == 0 ? 0 : (char) (token.charAt(0) | 0x20);
    return switch (prefix) {
      case 'u' -> unescapeUnicode(single, unicodeEscape);
      case 'e' -> unescape(single);
      default -> single;
    };
  }

  private static String unescapeUnicode(String text, char escape) {
    if (text.indexOf(escape) < 0) {
      return text;
    }
    StringBuilder result = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c != escape) {
        result.append(c);
        i++;
      } else if (i + 1 < text.length() && text.charAt(i + 1) == escape) {
        result.append(c);
        i += 2;
      } else if (i + 1 < text.length() && text.charAt(i + 1) == '+') {
        i = code(text, i + 2, 6, 16, result);
      } else {
        i = code(text, i + 1, 4, 16, result);
      }
    }
    return result.toString();
  }

  /** Appends the character that up to so many digits stand for; answers where they end. */
  private static int code(String text, int from, int digits, int radix, StringBuilder result) {
    int value = 0;
    int i = from;
    while (i < text.length() && i < from + digits && Character.digit(text.charAt(i), radix) >= 0) {
      value = value * radix + Character.digit(text.charAt(i++), radix);
    }
    if (value > 0 && Character.isValidCodePoint(value)) {
      result.appendCodePoint(value);
    }
    return i;
  }

  private static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder result = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c != '\\' || i == text.length()) {
        result.append(c);
        continue;
      }
      char escaped = text.charAt(i++);
      switch (escaped) {
        case 'b' -> result.append('\b');
        case 'f' -> result.append('\f');
        case 'n' -> result.append('\n');
        case 'r' -> result.append('\r');
        case 't' -> result.append('\t');
        case 'x' -> i = code(text, i, 2, 16, result);
        case 'u' -> i = code(text, i, 4, 16, result);
        case 'U' -> i = code(text, i, 8, 16, result);
        case '0', '1', '2', '3', '4', '5', '6', '7' -> i = code(text, i - 1, 3, 8, result);
        default -> result.append(escaped);
      }
    }
    return result.toString();
  }
}
