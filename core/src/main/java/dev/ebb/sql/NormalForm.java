package dev.ebb.sql;

import java.util.Arrays;

/**
 * Writes statements in the one form that all ways of writing them share, to be hashed: version
 * {@code s1}. To change anything here is to begin version {@code s2}.
 *
 * <p>Each token is a letter for its kind, its text in UTF-8 and a NUL; words are in lower case,
 * CRLF in strings is LF. The data of a COPY follows with a NUL and "d". A statement ends with a
 * semicolon.
 */
final class NormalForm {
  private byte[] form = new byte[1024];
  private int size;

  void add(Statement statement) {
    String text = statement.text();
    char[] chars = Lexer.charsOf(text);
    Lexer lexer = new Lexer(chars, text.length());
    while (lexer.next()) {
      makeRoom(2 + 3 * (lexer.end - lexer.start));
      form[size++] = (byte) ('A' + lexer.kind);
      int folded = lexer.kind == Lexer.WORD ? lexer.end : endOfPrefix(lexer, chars);
      append(chars, lexer.start, folded, true);
      append(chars, folded, lexer.end, false);
      form[size++] = 0;
    }
    if (statement.kind() instanceof StatementKind.CopyIn copy) {
      int length = copy.data().length();
      makeRoom(2 + 3 * length);
      append(Lexer.charsOf(copy.data()), 0, length, false);
      form[size++] = 0;
      form[size++] = 'd';
    }
    makeRoom(1);
    form[size++] = ';';
  }

  Checksum checksum() {
    return Checksum.of(form, size);
  }

  private void makeRoom(int bytes) {
    if (form.length - size < bytes) {
      form = Arrays.copyOf(form, Math.max(form.length * 2, size + bytes));
    }
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
    byte[] bytes = form;
    int n = size;
    for (int i = from; i < to; i++) {
      char c = chars[i];
      if (c < 0x80) {
        if (c >= 'A' && c <= 'Z' && fold) {
          c = (char) (c | 0x20);
        } else if (c == '\r' && chars[i + 1] == '\n') {
          continue;
        }
        bytes[n++] = (byte) c;
      } else if (c < 0x800) {
        bytes[n++] = (byte) (0xc0 | c >> 6);
        bytes[n++] = (byte) (0x80 | (c & 0x3f));
      } else if (Character.isHighSurrogate(c) && Character.isLowSurrogate(chars[i + 1])) {
        int point = Character.toCodePoint(c, chars[++i]);
        bytes[n++] = (byte) (0xf0 | point >> 18);
        bytes[n++] = (byte) (0x80 | (point >> 12 & 0x3f));
        bytes[n++] = (byte) (0x80 | (point >> 6 & 0x3f));
        bytes[n++] = (byte) (0x80 | (point & 0x3f));
      } else {
        bytes[n++] = (byte) (0xe0 | c >> 12);
        bytes[n++] = (byte) (0x80 | (c >> 6 & 0x3f));
        bytes[n++] = (byte) (0x80 | (c & 0x3f));
      }
    }
    size = n;
  }
}
