package dev.ebb.catalog;

import org.jspecify.annotations.Nullable;

/**
 * By what an object is found in its catalog, and in that of another database.
 *
 * @param kind what it is
 * @param path its name with all that it takes to find it, quoted where SQL needs it: {@code
 *     public.users.handle}; unique within its kind
 */
public record ObjectName(Kind kind, String path) implements Comparable<ObjectName> {
  /** Orders by kind and path. */
  @Override
  public int compareTo(ObjectName other) {
    int order = kind.compareTo(other.kind);
    return order == 0 ? path.compareTo(other.path) : order;
  }

  // Written out, as is the next one: a catalog asks for them hundreds of thousands of times, and
  // what Java makes for a record is several times slower until it has long been running.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ObjectName that && kind == that.kind && path.equals(that.path);
  }

  @Override
  public int hashCode() {
    return 31 * kind.name().hashCode() + path.hashCode();
  }

  /**
   * What is left of the last dot outside of quotes: the table of a column, the namespace of a
   * table; empty if there is none.
   */
  public String container() {
    int dot = lastDot();
    return dot < 0 ? "" : path.substring(0, dot);
  }

  /** What is right of the last dot outside of quotes, as it is: the name of a column. */
  public String simpleName() {
    return path.substring(lastDot() + 1);
  }

  private int lastDot() {
    boolean quoted = false;
    int dot = -1;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '(' || c == ' ')) {
        return dot;
      } else if (!quoted && c == '.') {
        dot = i;
      }
    }
    return dot;
  }

  /** Where the arguments of a routine or an operator begin in such a path; -1 if it has none. */
  public static int argumentsIn(String path) {
    boolean quoted = false;
    for (int i = 0; i < path.length(); i++) {
      quoted ^= path.charAt(i) == '"';
      if (!quoted && path.charAt(i) == '(') {
        return i;
      }
    }
    return -1;
  }

  /** {@code column public.users.handle}. */
  @Override
  public String toString() {
    return kind.word() + " " + path;
  }
}
