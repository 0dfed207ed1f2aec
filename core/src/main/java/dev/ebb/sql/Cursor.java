package dev.ebb.sql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the tokens of a statement and takes what a grammar expects there. Words are given in
 * lower case. Confined to one thread.
 */
public final class Cursor {
  private final Tokens tokens;
  private int at;

  /** Begins at the token with this index. */
  Cursor(Tokens tokens, int at) {
    this.tokens = tokens;
    this.at = at;
  }

  /** Begins at the first token of a text. */
  public static Cursor over(String text) {
    return new Cursor(Tokens.of(text), 0);
  }

  /** Whether nothing is left. */
  public boolean atEnd() {
    return at >= tokens.size();
  }

  /** Whether this word comes next; it stays there. */
  public boolean sees(String word) {
    return tokens.is(at, word);
  }

  /** Takes the word if it comes next. */
  public boolean accept(String word) {
    if (tokens.is(at, word)) {
      at++;
      return true;
    }
    return false;
  }

  /** Takes both words if both come next, else none. */
  public boolean accept(String first, String second) {
    if (tokens.is(at, first) && tokens.is(at + 1, second)) {
      at += 2;
      return true;
    }
    return false;
  }

  /** Takes {@code IF EXISTS} if it comes next. */
  public boolean acceptIfExists() {
    return accept("if", "exists");
  }

  /** Takes {@code IF NOT EXISTS} if it comes next. */
  public boolean acceptIfNotExists() {
    if (tokens.is(at, "if") && tokens.is(at + 1, "not") && tokens.is(at + 2, "exists")) {
      at += 3;
      return true;
    }
    return false;
  }

  /** Takes that character if it comes next as a token of its own. */
  public boolean acceptSymbol(char symbol) {
    if (isSymbol(symbol)) {
      at++;
      return true;
    }
    return false;
  }

  /** Takes an operator of several characters, as {@code ::}, if it comes next. */
  public boolean acceptOperator(String operator) {
    boolean next = tokens.kind(at) >= Lexer.OPERATOR && tokens.text(at).equals(operator);
    at += next ? 1 : 0;
    return next;
  }

  /** Whether that character comes next as a token of its own; it stays there. */
  public boolean isSymbol(char symbol) {
    return tokens.kind(at) >= Lexer.OPERATOR
        && tokens.firstChar(at) == symbol
        && tokens.end(at) - tokens.start(at) == 1;
  }

  /** Takes any word, in lower case; empty if none comes next. */
  public String word() {
    String word = tokens.word(at);
    if (!word.isEmpty()) {
      at++;
    }
    return word;
  }

  /** Takes a word or quoted name, as the server stores it; null for what cannot be a name. */
  public @Nullable String identifier() {
    int kind = tokens.kind(at);
    if (kind == Lexer.WORD) {
      return Identifiers.truncate(tokens.folded(at++));
    }
    if (kind == Lexer.QUOTED) {
      String name = unquoted();
      boolean possible = !name.isEmpty() && name.indexOf('\0') < 0;
      return possible ? Identifiers.truncate(name) : null;
    }
    return null;
  }

  /** Takes a string constant, as the server understands it; null if none comes next. */
  public @Nullable String string() {
    return tokens.kind(at) == Lexer.STRING ? unquoted() : null;
  }

  private String unquoted() {
    String text = tokens.text(at++);
    char escape = '\\';
    char prefix = text.charAt(0);
    if ((prefix == 'u' || prefix == 'U') && tokens.is(at, "uescape")) {
      String quoted = tokens.kind(at + 1) == Lexer.STRING ? tokens.text(at + 1) : "";
      if (quoted.length() == 3) {
        escape = quoted.charAt(1);
        at += 2;
      }
    }
    return Identifiers.unquote(text, escape);
  }

  /** Takes a name of up to three parts. */
  public @Nullable SqlName name() {
    String last = identifier();
    if (last == null) {
      return null;
    }
    String before = null;
    while (acceptSymbol('.')) {
      before = last;
      last = identifier();
      if (last == null) {
        return null;
      }
    }
    return new SqlName(before, last);
  }

  /** Takes everything from a parenthesis to the one that closes it, if one opens next. */
  public boolean acceptParentheses() {
    if (tokens.kind(at) != Lexer.OPEN) {
      return false;
    }
    int depth = 0;
    while (at < tokens.size()) {
      int kind = tokens.kind(at++);
      if (kind == Lexer.OPEN) {
        depth++;
      } else if (kind == Lexer.CLOSE && --depth == 0) {
        break;
      }
    }
    return true;
  }

  /** Whether a list of options, in parentheses that open next, switches one on. It stays there. */
  boolean seesOption(String name) {
    int depth = 0;
    for (int i = at; i < tokens.size(); i++) {
      int kind = tokens.kind(i);
      if (kind == Lexer.OPEN) {
        depth++;
      } else if (kind == Lexer.CLOSE) {
        depth--;
      } else if (depth == 1 && tokens.is(i, name)) {
        return !isFalse(tokens, i + 1);
      }
      if (depth == 0) {
        return false;
      }
    }
    return false;
  }

  /** Whether the rest says {@code name = false} in one of the ways that the server reads so. */
  boolean switchesOff(String name) {
    for (int i = at; i < tokens.size(); i++) {
      if (tokens.is(i, name) && tokens.firstChar(i + 1) == '=' && isFalse(tokens, i + 2)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFalse(Tokens tokens, int index) {
    String value = value(tokens, index);
    return value.equals("false") || value.equals("off") || value.equals("0");
  }

  /** What is assigned next, with or without {@code =} or {@code TO}, in lower case. */
  String assigned() {
    if (!acceptSymbol('=')) {
      accept("to");
    }
    return value(tokens, at);
  }

  private static String value(Tokens tokens, int index) {
    return switch (tokens.kind(index)) {
      case Lexer.WORD -> tokens.word(index);
      case Lexer.STRING -> Identifiers.fold(Identifiers.unquote(tokens.text(index), '\\'));
      case Lexer.NUMBER -> tokens.text(index);
      default -> "";
    };
  }

  /** Whether a word stands anywhere in the rest. */
  public boolean restHas(String word) {
    for (int i = at; i < tokens.size(); i++) {
      if (tokens.is(i, word)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the rest holds a comma outside of all parentheses and brackets. */
  boolean restHasComma() {
    int depth = 0;
    for (int i = at; i < tokens.size(); i++) {
      char c = tokens.firstChar(i);
      if (c == '(' || c == '[') {
        depth++;
      } else if (c == ')' || c == ']') {
        depth--;
      } else if (c == ',' && depth == 0) {
        return true;
      }
    }
    return false;
  }

  /** Goes on behind the next of a word outside of parentheses; false if there is none. */
  public boolean skipPast(String word) {
    int depth = 0;
    while (at < tokens.size()) {
      int kind = tokens.kind(at);
      if (kind == Lexer.OPEN) {
        depth++;
      } else if (kind == Lexer.CLOSE) {
        depth--;
      } else if (depth == 0 && tokens.is(at, word)) {
        at++;
        return true;
      }
      at++;
    }
    return false;
  }

  /** Goes on behind the next comma outside of parentheses and brackets; false if there is none. */
  public boolean skipPastComma() {
    int depth = 0;
    while (at < tokens.size()) {
      char c = tokens.firstChar(at);
      if (depth == 0 && isSymbol(',')) {
        at++;
        return true;
      }
      if (c == '(' || c == '[') {
        depth++;
      } else if (c == ')' || c == ']') {
        depth--;
      }
      at++;
    }
    return false;
  }

  /** Takes whatever token comes next. */
  public void skip() {
    at++;
  }

  /** Where in the text the next token starts; behind the last one if nothing is left. */
  public int offset() {
    if (at < tokens.size()) {
      return tokens.start(at);
    }
    return tokens.size() == 0 ? 0 : tokens.end(tokens.size() - 1);
  }

  /**
   * The names in the rest that stand before an opening parenthesis, in order, none twice; but not
   * those of tables behind {@code REFERENCES} and {@code INTO}.
   */
  public List<SqlName> calls() {
    Set<SqlName> calls = new LinkedHashSet<>();
    Cursor rest = new Cursor(tokens, at);
    while (!rest.atEnd()) {
      boolean table = rest.accept("references") || rest.accept("into");
      SqlName name = rest.name();
      if (name == null) {
        rest.at++;
      } else if (!table && tokens.kind(rest.at) == Lexer.OPEN) {
        calls.add(name);
      }
    }
    return List.copyOf(calls);
  }
}
