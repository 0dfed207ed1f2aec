package dev.ebb.sql;

/**
 * Cuts SQL into tokens by the rules of PostgreSQL's own scanner, in one pass over the characters.
 *
 * <p>It runs over every file at every start, mostly before the compiler of the Java machine has
 * seen it: hence an array with zeros behind its end instead of checks, numbers instead of an enum,
 * and a token that is three fields instead of an object. Not thread-safe.
 */
final class Lexer {
  static final int END = 0;
  static final int WORD = 1;
  static final int QUOTED = 2;
  static final int STRING = 3;

  /** A string that goes on from the one before: only a line end lies between them. */
  static final int CONTINUED = 4;

  static final int DOLLAR = 5;
  static final int NUMBER = 6;
  static final int PARAMETER = 7;
  static final int OPERATOR = 8;
  static final int OPEN = 9;
  static final int CLOSE = 10;
  static final int SEMICOLON = 11;

  /** A psql command; it reaches to the end of its line. */
  static final int BACKSLASH = 12;

  static final int OTHER = 13;

  /** Not a token; only {@link #broken} can be it. */
  static final int COMMENT = 14;

  private static final byte[] CLASS = classes();

  /** Which characters of ASCII a word may hold behind its first. */
  private static final boolean[] WORD_PART = wordParts();

  /**
   * What is left open at the end of the text: STRING, QUOTED, DOLLAR, COMMENT, or END for nothing.
   */
  int broken = END;

  /** Where it was opened. */
  int brokenAt;

  int kind = END;
  int start;
  int end;

  private final char[] chars;
  private final int length;

  /** Where a string begins that continues the last one, and whether with backslash escapes. */
  private int continuesAt = -1;

  private boolean continuesEscaped;

  /** Up to here only + and - follow, which PostgreSQL takes as single operators. */
  private int singlesUntil;

  Lexer(char[] chars, int length) {
    this.chars = chars;
    this.length = length;
  }

  /** The characters with the zeros behind them that the lexer needs. */
  static char[] charsOf(String text) {
    int length = text.length();
    char[] chars = new char[length + 3];
    text.getChars(0, length, chars, 0);
    return chars;
  }

  private static byte[] classes() {
    byte[] classes = new byte[128];
    for (int c = 0; c < 128; c++) {
      classes[c] = OTHER;
    }
    for (int c = 'a'; c <= 'z'; c++) {
      classes[c] = WORD;
      classes[c - 'a' + 'A'] = WORD;
    }
    classes['_'] = WORD;
    for (int c = '0'; c <= '9'; c++) {
      classes[c] = NUMBER;
    }
    String operators = "~!@#^&|`?+-*/%<>=";
    for (int i = 0; i < operators.length(); i++) {
      classes[operators.charAt(i)] = OPERATOR;
    }
    classes['\''] = STRING;
    classes['"'] = QUOTED;
    classes['$'] = DOLLAR;
    classes['('] = OPEN;
    classes[')'] = CLOSE;
    classes[';'] = SEMICOLON;
    classes['\\'] = BACKSLASH;
    return classes;
  }

  private static boolean[] wordParts() {
    boolean[] parts = new boolean[128];
    for (int c = 0; c < 128; c++) {
      parts[c] = CLASS[c] == WORD || CLASS[c] == NUMBER || c == '$';
    }
    return parts;
  }

  private static int classOf(char c) {
    return c < 128 ? CLASS[c] : WORD;
  }

  /** Goes on at another place, as if it were the start of a text. */
  void jump(int offset) {
    end = offset;
    continuesAt = -1;
    singlesUntil = 0;
  }

  /** Reads the next token into {@link #kind}, {@link #start} and {@link #end}; false at the end. */
  boolean next() {
    skipBlanks();
    int at = end;
    start = at;
    if (at >= length) {
      kind = END;
      return false;
    }
    int found = classOf(chars[at]);
    kind = found;
    switch (found) {
      case WORD -> word(at);
      case STRING -> {
        boolean continued = at == continuesAt;
        string(at + 1, continued && continuesEscaped);
        kind = continued ? CONTINUED : STRING;
      }
      case QUOTED -> quoted(at + 1);
      case DOLLAR -> dollar(at);
      case NUMBER -> end = number(at);
      case OPERATOR -> operator(at);
      case BACKSLASH -> end = endOfLine(at);
      default -> other(at);
    }
    return true;
  }

  /** The offset of the line end, or of the end of the text, at or behind an offset. */
  int endOfLine(int from) {
    int i = from;
    while (true) {
      char c = chars[i];
      if (c == '\n' || c == '\r' || i >= length) {
        return i;
      }
      i++;
    }
  }

  private void skipBlanks() {
    int i = end;
    while (true) {
      char c = chars[i];
      if (c == ' ' || (c >= '\t' && c <= '\r')) {
        i++;
      } else if (c == '-' && chars[i + 1] == '-') {
        i = endOfLine(i + 2);
      } else if (c == '/' && chars[i + 1] == '*') {
        i = endOfComment(i);
      } else {
        break;
      }
    }
    end = i;
  }

  static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private int endOfComment(int opened) {
    int depth = 1;
    int i = opened + 2;
    while (i < length) {
      char c = chars[i++];
      if (c == '*' && chars[i] == '/') {
        i++;
        if (--depth == 0) {
          return i;
        }
      } else if (c == '/' && chars[i] == '*') {
        i++;
        depth++;
      }
    }
    broken(COMMENT, opened);
    return length;
  }

  private void broken(int what, int opened) {
    broken = what;
    brokenAt = opened;
  }

  private void word(int at) {
    char second = chars[at + 1];
    if (second == '\'') {
      char first = (char) (chars[at] | 0x20);
      if (first == 'e' || first == 'b' || first == 'x' || first == 'n') {
        kind = STRING;
        string(at + 2, first == 'e');
        return;
      }
    } else if (second == '&' && (chars[at] | 0x20) == 'u') {
      char third = chars[at + 2];
      if (third == '\'') {
        kind = STRING;
        string(at + 3, false);
        return;
      }
      if (third == '"') {
        kind = QUOTED;
        quoted(at + 3);
        return;
      }
    }
    boolean[] parts = WORD_PART;
    int i = at + 1;
    char c = chars[i];
    while (c >= 128 || parts[c]) {
      c = chars[++i];
    }
    end = i;
  }

  private static boolean isWordPart(char c) {
    return c >= 128 || WORD_PART[c];
  }

  private void string(int from, boolean escaped) {
    int i = from;
    while (i < length) {
      char c = chars[i++];
      if (c == '\'') {
        if (chars[i] != '\'') {
          end = i;
          lookForContinuation(escaped);
          return;
        }
        i++;
      } else if (c == '\\' && escaped) {
        i++;
      }
    }
    end = length;
    broken(STRING, start);
  }

  /** After white space with a line end in it (and comments), a quote continues the string. */
  private void lookForContinuation(boolean escaped) {
    boolean lineEnd = false;
    int i = end;
    while (i < length) {
      char c = chars[i];
      if (isBlank(c)) {
        lineEnd |= c == '\n' || c == '\r';
        i++;
      } else if (c == '-' && chars[i + 1] == '-') {
        i = endOfLine(i + 2);
      } else {
        if (c == '\'' && lineEnd) {
          continuesAt = i;
          continuesEscaped = escaped;
        }
        return;
      }
    }
  }

  private void quoted(int from) {
    int i = from;
    while (i < length) {
      if (chars[i++] == '"') {
        if (chars[i] != '"') {
          end = i;
          return;
        }
        i++;
      }
    }
    end = length;
    broken(QUOTED, start);
  }

  private void dollar(int at) {
    char second = chars[at + 1];
    if (second >= '0' && second <= '9') {
      kind = PARAMETER;
      int i = at + 2;
      while (chars[i] >= '0' && chars[i] <= '9') {
        i++;
      }
      end = i;
      return;
    }
    int i = at + 1;
    if (second != '$' && classOf(second) == WORD) {
      while (chars[i] != '$' && isWordPart(chars[i])) {
        i++;
      }
    }
    if (chars[i] != '$') {
      kind = OTHER;
      end = at + 1;
      return;
    }
    dollarQuoted(at, i + 1);
  }

  /** The tag holds no dollar, so that no character is compared twice with it. */
  private void dollarQuoted(int at, int body) {
    int size = body - at;
    int last = length - size;
    for (int i = body; i <= last; i++) {
      if (chars[i] == '$') {
        int same = 1;
        while (same < size && chars[i + same] == chars[at + same]) {
          same++;
        }
        if (same == size) {
          end = i + size;
          return;
        }
      }
    }
    end = length;
    broken(DOLLAR, at);
  }

  /** Letters that do not belong to the number are taken with it: no server would part them. */
  private int number(int at) {
    int i = at + 1;
    boolean letters = false;
    while (true) {
      char c = chars[i];
      if (c == '.' || (isWordPart(c) && (c != '$' || letters))) {
        letters |= classOf(c) == WORD;
        i++;
      } else if ((c == '+' || c == '-') && isExponent(at, i)) {
        i += 2;
      } else {
        return i;
      }
    }
  }

  private boolean isExponent(int at, int sign) {
    boolean hex = (chars[at + 1] | 0x20) == 'x';
    char next = chars[sign + 1];
    return !hex && (chars[sign - 1] | 0x20) == 'e' && next >= '0' && next <= '9';
  }

  /**
   * A run of operator characters is one operator, up to a comment; but without one of {@code
   * ~!@#^&|`?%} in it, PostgreSQL takes a + or - at its end as an operator of its own.
   */
  private void operator(int at) {
    if (at < singlesUntil) {
      end = at + 1;
      return;
    }
    boolean special = false;
    int significant = at + 1;
    int i = at;
    while (i < length && classOf(chars[i]) == OPERATOR) {
      char c = chars[i];
      char next = chars[i + 1];
      if ((c == '-' && next == '-') || (c == '/' && next == '*')) {
        break;
      }
      i++;
      if (c != '+' && c != '-') {
        significant = i;
        special |= c != '*' && c != '/' && c != '<' && c != '>' && c != '=';
      }
    }
    end = special ? i : significant;
    singlesUntil = i;
  }

  private void other(int at) {
    char c = chars[at];
    char next = chars[at + 1];
    if (c == '.' && next >= '0' && next <= '9') {
      kind = NUMBER;
      end = number(at);
    } else if ((c == ':' && (next == ':' || next == '=')) || (c == '.' && next == '.')) {
      end = at + 2;
    } else {
      end = at + 1;
    }
  }
}
