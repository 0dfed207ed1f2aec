package dev.ebb.sql;

/** The first words of a statement on one line, fit for logs: no secrets, no control characters. */
final class Headline {
  private static final int MOST = 80;

  private Headline() {}

  static String of(String text) {
    char[] chars = Lexer.charsOf(text);
    Lexer lexer = new Lexer(chars, text.length());
    StringBuilder head = new StringBuilder();
    boolean secret = false;
    int last = 0;
    while (head.length() <= MOST && lexer.next()) {
      if (last > 0 && lexer.start > last) {
        head.append(' ');
      }
      last = lexer.end;
      boolean quoted = lexer.kind == Lexer.STRING || lexer.kind == Lexer.DOLLAR;
      if (secret && (quoted || lexer.kind == Lexer.CONTINUED)) {
        head.append("'***'");
        continue;
      }
      append(head, chars, lexer);
      secret = announcesSecret(chars, lexer) || (secret && isEquals(chars, lexer));
    }
    return cut(head);
  }

  /** What follows may hold a password: {@code PASSWORD '…'}, {@code CONNECTION 'host=… …'}. */
  private static boolean announcesSecret(char[] chars, Lexer lexer) {
    if (lexer.kind != Lexer.WORD && lexer.kind != Lexer.QUOTED) {
      return false;
    }
    String word = Identifiers.fold(new String(chars, lexer.start, lexer.end - lexer.start));
    return word.contains("password")
        || word.contains("secret")
        || word.contains("conninfo")
        || word.equals("connection");
  }

  private static boolean isEquals(char[] chars, Lexer lexer) {
    return chars[lexer.start] == '=' || (lexer.kind == Lexer.WORD && lexer.end - lexer.start == 2);
  }

  private static void append(StringBuilder head, char[] chars, Lexer lexer) {
    boolean blank = false;
    for (int i = lexer.start; i < lexer.end && head.length() <= MOST; i++) {
      char c = chars[i];
      if (c <= ' ' || (c >= 0x7f && c < 0xa0)) {
        blank = true;
        continue;
      }
      if (blank) {
        head.append(' ');
        blank = false;
      }
      head.append(c);
    }
  }

  private static String cut(StringBuilder head) {
    if (head.length() <= MOST) {
      return head.toString();
    }
    int end = MOST - 1;
    if (Character.isHighSurrogate(head.charAt(end - 1))) {
      end--;
    }
    return head.substring(0, end) + "…";
  }
}
