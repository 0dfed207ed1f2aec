package dev.ebb.sql;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The tokens of one statement, side by side in arrays that serve statement after statement. */
final class Tokens {
  private final String text;
  private final char[] chars;
  private byte[] kinds = new byte[64];
  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private int size;
  private boolean broken;
  private @Nullable String command;

  Tokens(String text, char[] chars) {
    this.text = text;
    this.chars = chars;
  }

  /** All tokens of a text, semicolons among them. */
  static Tokens of(String text) {
    char[] chars = Lexer.charsOf(text);
    Lexer lexer = new Lexer(chars, text.length());
    Tokens tokens = new Tokens(text, chars);
    while (lexer.next()) {
      tokens.add(lexer);
    }
    tokens.broken = lexer.broken != Lexer.END;
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
    command = null;
  }

  /** Whether something is left open at the end; only known of tokens made from a text at once. */
  boolean broken() {
    return broken;
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
    return text.substring(starts[index], ends[index]);
  }

  /** The first word in lower case, which tells the statement's kind; empty if it is no word. */
  String command() {
    String known = command;
    if (known == null) {
      known = word(0);
      command = known;
    }
    return known;
  }

  /** An unquoted word in lower case; empty for any other token. */
  String word(int index) {
    return kind(index) == Lexer.WORD ? folded(index) : "";
  }

  /** The token with the letters of ASCII in lower case. */
  String folded(int index) {
    int end = ends[index];
    for (int i = starts[index]; i < end; i++) {
      char c = chars[i];
      if (c >= 'A' && c <= 'Z') {
        return Identifiers.fold(text(index));
      }
    }
    return text(index);
  }

  /** Whether the token is this unquoted word, which is given in lower case. */
  boolean is(int index, String word) {
    if (index < 0 || index >= size || kinds[index] != Lexer.WORD) {
      return false;
    }
    int from = starts[index];
    int length = ends[index] - from;
    if (length != word.length() || (chars[from] | 0x20) != word.charAt(0)) {
      return false;
    }
    for (int i = 1; i < length; i++) {
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
