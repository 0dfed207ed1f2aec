package dev.ebb.sql;

/**
 * Writes statements in the one form that all ways of writing them share, to be hashed: version
 * {@code s1}. To change anything here is to begin version {@code s2}.
 *
 * <p>Each token is one letter for its kind, its text and a NUL; words are in lower case, CRLF in
 * strings is LF. A statement ends with a semicolon, the data of a COPY with a NUL and "d".
 */
final class NormalForm {
  private final StringBuilder form = new StringBuilder();

  void add(Statement statement) {
    String text = statement.text();
    char[] chars = Lexer.charsOf(text);
    Lexer lexer = new Lexer(chars, text.length());
    while (lexer.next()) {
      form.append((char) ('A' + lexer.kind));
      int unquoted = lexer.kind == Lexer.WORD ? lexer.end : endOfPrefix(lexer, chars);
      append(chars, lexer.start, unquoted, true);
      append(chars, unquoted, lexer.end, false);
      form.append('\0');
    }
    if (statement.kind() instanceof StatementKind.CopyIn copy) {
      form.append(copy.data()).append("\0d");
    }
    form.append(';');
  }

  Checksum checksum() {
    return Checksum.ofNormalForm(form);
  }

  private static int endOfPrefix(Lexer lexer, char[] chars) {
    int i = lexer.start;
    if (lexer.kind == Lexer.STRING || lexer.kind == Lexer.QUOTED) {
      while (chars[i] != '\'' && chars[i] != '"') {
        i++;
      }
    }
    return i;
  }

  private void append(char[] chars, int from, int to, boolean fold) {
    for (int i = from; i < to; i++) {
      char c = chars[i];
      if (fold && c >= 'A' && c <= 'Z') {
        form.append((char) (c + ('a' - 'A')));
      } else if (c != '\r' || chars[i + 1] != '\n') {
        form.append(c);
      }
    }
  }
}
