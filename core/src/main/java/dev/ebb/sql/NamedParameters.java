package dev.ebb.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A text of SQL with places for values, written {@code :name} as in psql. What looks like one in a
 * string, a quoted name or a comment, and the second colon of a cast, is none. Immutable and
 * thread-safe.
 */
public final class NamedParameters {
  private final String text;
  private final List<Use> uses;

  /**
   * One place.
   *
   * @param name without the colon, as written
   * @param start where its colon is in the text
   */
  public record Use(String name, int start) {
    int end() {
      return start + 1 + name.length();
    }
  }

  private NamedParameters(String text, List<Use> uses) {
    this.text = text;
    this.uses = uses;
  }

  /** Finds them. Never fails: a text that is no SQL has those that can be seen. */
  public static NamedParameters in(String text) {
    char[] chars = Lexer.charsOf(text);
    Lexer lexer = new Lexer(chars, text.length());
    List<Use> uses = new ArrayList<>();
    while (lexer.next()) {
      int colon = lexer.start - 1;
      if (lexer.kind == Lexer.WORD && colon >= 0 && chars[colon] == ':' && isFree(chars, colon)) {
        uses.add(new Use(text.substring(lexer.start, lexer.end), colon));
      }
    }
    return new NamedParameters(text, List.copyOf(uses));
  }

  // Behind a second colon it is a type; behind a word, a number or a bracket it is a slice.
  private static boolean isFree(char[] chars, int colon) {
    if (colon == 0) {
      return true;
    }
    char before = chars[colon - 1];
    return before != ':' && before != ']' && !Character.isLetterOrDigit(before) && before != '_';
  }

  /** Where they are, from top to bottom. */
  public List<Use> uses() {
    return uses;
  }

  /** Their names, each once. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    uses.forEach(use -> names.add(use.name()));
    return names;
  }

  /**
   * The text with SQL in their places; those for which there is none stay as they are.
   *
   * @param values SQL for each name, not quoted any further
   */
  public String filledWith(Map<String, String> values) {
    StringBuilder filled = new StringBuilder();
    int from = 0;
    for (Use use : uses) {
      String value = values.get(use.name());
      if (value != null) {
        filled.append(text, from, use.start()).append(value);
        from = use.end();
      }
    }
    return filled.append(text, from, text.length()).toString();
  }
}
