package dev.ebb.cli.picture;

import dev.ebb.graph.Source;
import dev.ebb.sql.Script;
import java.util.ArrayList;
import java.util.List;

/** Makes names fit for a picture: harmless, and as long as there is room. */
final class Wording {
  /** Stands in for scripts, which no picture shows. */
  static final Source NO_SCRIPT = new Source(Source.STORED, Script.parse(""));

  private static final int REPLACEMENT = 0xFFFD;

  private Wording() {}

  /** The text on one line, without characters that could not be shown or would turn the line. */
  static String line(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints().map(Wording::shown).forEach(line::appendCodePoint);
    return line.toString().strip();
  }

  private static int shown(int c) {
    if (Character.isWhitespace(c)) {
      return ' ';
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED -> REPLACEMENT;
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
      case Character.FORMAT -> turns(c) ? REPLACEMENT : c;
      default -> c;
    };
  }

  private static boolean turns(int c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
  }

  /** The text in so many lines of at most that many em; what does not fit ends in an ellipsis. */
  static List<String> wrapped(String text, double em, int lines) {
    List<String> done = new ArrayList<>();
    String rest = text;
    while (!rest.isEmpty() && done.size() < lines - 1 && width(rest) > em) {
      int end = fitting(rest, em);
      int space = rest.lastIndexOf(' ', end);
      int cut = space > end / 3 ? space : end;
      done.add(rest.substring(0, cut).strip());
      rest = rest.substring(cut).strip();
    }
    if (width(rest) > em) {
      rest = rest.substring(0, fitting(rest, em - 1)).strip() + "…";
    }
    if (!rest.isEmpty()) {
      done.add(rest);
    }
    return done;
  }

  private static int fitting(String text, double em) {
    double used = 0;
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      used += width(c);
      if (used > em && at > 0) {
        return at;
      }
      at += Character.charCount(c);
    }
    return at;
  }

  /** About how wide a proportional sans-serif would print it, in em; rather too wide. */
  static double width(String text) {
    return text.codePoints().mapToDouble(Wording::width).sum();
  }

  private static double width(int c) {
    if (c >= 0x1100 && (Character.isIdeographic(c) || isWide(c))) {
      return 1.05;
    }
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      case Character.UPPERCASE_LETTER -> 0.72;
      default -> "iljtfrI.,:;'|()[]! ".indexOf(c) >= 0 ? 0.36 : c == 'm' || c == 'w' ? 0.86 : 0.6;
    };
  }

  private static boolean isWide(int c) {
    return c <= 0x115F
        || (c >= 0x2E80 && c <= 0xA4CF)
        || (c >= 0xAC00 && c <= 0xD7A3)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0xFE30 && c <= 0xFF60)
        || c >= 0x1F000;
  }
}
