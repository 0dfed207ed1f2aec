package dev.ebb.fix.pairing;

import dev.ebb.catalog.Difference;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Tells texts that say the same once objects have their new names from texts that say something
 * else. The server follows a rename through views, defaults, indexes and keys by itself, so that
 * these need no statement of their own. Immutable.
 */
final class RenamedText {
  private final Set<Map.Entry<String, String>> paths = new HashSet<>();
  private final Set<Map.Entry<String, String>> words = new HashSet<>();

  RenamedText(List<Difference.Renaming> renamed) {
    for (Difference.Renaming renaming : renamed) {
      Kind kind = renaming.here().kind();
      if (kind != Kind.COMMENT && kind != Kind.GRANT) {
        add(renaming.here(), renaming.there());
      }
    }
  }

  private void add(ObjectName here, ObjectName there) {
    paths.add(Map.entry(plain(here.path()), plain(there.path())));
    String old = plain(here.simpleName());
    String fresh = plain(there.simpleName());
    if (!old.equals(fresh)) {
      words.add(Map.entry(old, fresh));
    }
  }

  // Of a routine or an operator without its arguments.
  private static String plain(String path) {
    int arguments = path.endsWith(")") ? ObjectName.argumentsIn(path) : -1;
    return arguments < 0 ? path : path.substring(0, arguments);
  }

  boolean isEmpty() {
    return paths.isEmpty();
  }

  /** Whether a text from before says the same as one from after. */
  boolean same(String here, String there) {
    return here.equals(there) || (!isEmpty() && new Walk(here, there).same());
  }

  /** The same for the definition of a routine, in whose quoted body nobody follows a rename. */
  boolean sameRoutine(String here, String there) {
    int body = bodyOf(here);
    int otherBody = bodyOf(there);
    return here.substring(body).equals(there.substring(otherBody))
        && same(here.substring(0, body), there.substring(0, otherBody));
  }

  private static int bodyOf(String definition) {
    int dollar = definition.indexOf("\nAS $");
    int quote = definition.indexOf("\nAS '");
    int first = dollar < 0 || (quote >= 0 && quote < dollar) ? quote : dollar;
    return first < 0 ? definition.length() : first;
  }

  /** Two texts, read in step. */
  private final class Walk {
    private final List<String> here;
    private final List<String> there;
    private int i;
    private int j;

    Walk(String here, String there) {
      this.here = lexemes(here);
      this.there = lexemes(there);
    }

    boolean same() {
      while (i < here.size() && j < there.size()) {
        if (!step()) {
          return false;
        }
      }
      return i == here.size() && j == there.size();
    }

    private boolean step() {
      String left = here.get(i);
      String right = there.get(j);
      if (isName(left) && isName(right)) {
        return names();
      }
      boolean equal =
          left.equals(right)
              || (isString(left)
                  && isString(right)
                  && namesAnObject()
                  && RenamedText.this.same(inner(left), inner(right)));
      i++;
      j++;
      return equal;
    }

    // 'public.t_id_seq'::regclass follows a rename; any other string stays as it is.
    private boolean namesAnObject() {
      return i + 3 < here.size()
          && here.get(i + 1).equals(":")
          && here.get(i + 2).equals(":")
          && here.get(i + 3).startsWith("reg");
    }

    private boolean names() {
      List<String> left = chain(here, i);
      List<String> right = chain(there, j);
      if (!matches(left, right)) {
        return false;
      }
      i += left.size() * 2 - 1;
      j += right.size() * 2 - 1;
      if (!left.equals(right)) {
        // The server then writes the name that others know it by: "people person", "b AS a".
        j = pastAlias(there, j, left.getLast(), next(here, i));
        i = pastAlias(here, i, right.getLast(), next(there, j));
      }
      return true;
    }
  }

  private static String next(List<String> lexemes, int at) {
    return at < lexemes.size() ? lexemes.get(at) : "";
  }

  private static int pastAlias(List<String> lexemes, int at, String alias, String others) {
    String here = next(lexemes, at);
    if (here.equals(alias) && !others.equals(alias)) {
      return at + 1;
    }
    boolean as = here.equalsIgnoreCase("as") && !others.equalsIgnoreCase("as");
    return as && next(lexemes, at + 1).equals(alias) ? at + 2 : at;
  }

  private boolean matches(List<String> left, List<String> right) {
    if (left.equals(right)
        || paths.contains(Map.entry(String.join(".", left), String.join(".", right)))) {
      return true;
    }
    if (left.size() != right.size()) {
      return false;
    }
    for (int k = 0; k < left.size(); k++) {
      String a = left.get(k);
      String b = right.get(k);
      if (!a.equals(b) && !words.contains(Map.entry(a, b))) {
        return false;
      }
    }
    return true;
  }

  private static List<String> chain(List<String> lexemes, int at) {
    List<String> chain = new ArrayList<>(List.of(lexemes.get(at)));
    int k = at + 1;
    while (k + 1 < lexemes.size() && lexemes.get(k).equals(".") && isName(lexemes.get(k + 1))) {
      chain.add(lexemes.get(k + 1));
      k += 2;
    }
    return chain;
  }

  private static boolean isName(String lexeme) {
    char c = lexeme.charAt(0);
    return c == '"' || c == '_' || Character.isLetter(c);
  }

  private static boolean isString(String lexeme) {
    return lexeme.charAt(0) == '\'';
  }

  private static String inner(String string) {
    return string.substring(1, Math.max(1, string.length() - 1)).replace("''", "'");
  }

  /** Words, quoted names and strings as a whole, everything else by character, no white space. */
  private static List<String> lexemes(String text) {
    List<String> lexemes = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c)) {
        i++;
        continue;
      }
      int end = end(text, i);
      lexemes.add(text.substring(i, end));
      i = end;
    }
    return lexemes;
  }

  private static int end(String text, int start) {
    char c = text.charAt(start);
    int i = start + 1;
    if (c == '"' || c == '\'') {
      while (i < text.length()) {
        if (text.charAt(i) == c) {
          if (i + 1 >= text.length() || text.charAt(i + 1) != c) {
            return i + 1;
          }
          i++;
        }
        i++;
      }
      return i;
    }
    if (!isWord(c)) {
      return i;
    }
    while (i < text.length() && isWord(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isWord(char c) {
    return c == '_' || c == '$' || Character.isLetterOrDigit(c);
  }

  /** For people. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%d renames", paths.size());
  }
}
