package dev.ebb.sql;

import java.util.Arrays;

/** The tokens of one statement, side by side in arrays that serve statement after statement. */
final class Tokens {
  private final char[] chars;
  private byte[] kinds = new byte[64];
  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private int size;

  Tokens(char[] chars) {
    this.chars = chars;
  }

  /** All tokens of a text, semicolons among them. */
  static Tokens of(String text) {
    char[] chars = Lexer.charsOf(text);
    Lexer lexer = new Lexer(chars, text.length());
    Tokens tokens = new Tokens(chars);
    while (lexer.next()) {
      tokens.add(lexer);
    }
    return tokens;
  }

  void add(Lexer lexer) {
    if (size == kinds.length) {
      kinds = Arrays.copyOf(kinds, size * 2);
      starts = Arrays.copyOf(starts, size * 2);
      ends = Arrays.copyOf(ends, size * 2);
    }
    kinds[size] = (byte) lexer.kind;
    starts[size] = lexer.start;
    ends[size++] = lexer.end;
  }

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  /** One of the constants of {@link Lexer}; {@code END} outside of the tokens. */
  int kind(int index) {
    return index >= 0 && index < size ? kinds[index] : Lexer.END;
  }

  int start(int index) {
    return starts[index];
  }

  int end(int index) {
    return ends[index];
  }

  char firstChar(int index) {
    return index >= 0 && index < size ? chars[starts[index]] : 0;
  }

  /** The token as it stands in the text. */
  String text(int index) {
    return new String(chars, starts[index], ends[index] - starts[index]);
  }

  /** An unquoted word in lower case; empty for any other token. */
  String word(int index) {
    return kind(index) == Lexer.WORD ? Identifiers.fold(text(index)) : "";
  }

  /** Whether the token is this unquoted word, which is given in lower case. */
  boolean is(int index, String word) {
    if (kind(index) != Lexer.WORD) {
      return false;
    }
    int from = starts[index];
    int length = ends[index] - from;
    if (length != word.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = chars[from + i];
      if (c >= 'A' && c <= 'Z') {
        c = (char) (c | 0x20);
      }
      if (c != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
