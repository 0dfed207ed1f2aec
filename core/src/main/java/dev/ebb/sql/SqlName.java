package dev.ebb.sql;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The name of an object as the server stores it: unquoted words in lower case, quoted ones as they
 * are, cut to 63 bytes.
 *
 * @param namespace the schema that it was qualified with, null if none
 * @param name the name itself
 */
public record SqlName(@Nullable String namespace, String name) {
  /** In which Ebb keeps books of its own in any database: what is in them is nobody's objects. */
  public static final List<String> OWN_NAMESPACES =
      List.of("ebb_keep", "ebb_out_of_band", "ebb_audit");

  /** SQL that is true for a namespace of users': neither the server's nor one of Ebb's own. */
  public static String ofUsers(String namespace) {
    return namespace
        + " !~ '^pg_' AND "
        + namespace
        + OWN_NAMESPACES.stream()
            .map(Quote::literal)
            .collect(Collectors.joining(", ", " NOT IN ('information_schema', ", ")"));
  }

  /**
   * Reads a name as SQL writes it: {@code t}, {@code public.t}, {@code "My schema"."T"}. Of {@code
   * database.schema.name} the database is dropped.
   *
   * @throws IllegalArgumentException if the text is not exactly one name
   */
  public static SqlName parse(String text) {
    Tokens tokens = Tokens.of(text);
    Cursor cursor = new Cursor(tokens, 0);
    SqlName name = cursor.name();
    if (name == null || !cursor.atEnd() || tokens.broken()) {
      throw new IllegalArgumentException("not the name of a database object: " + text);
    }
    return name;
  }

  /** The name as SQL, quoted where needed; {@link #parse} reads it back. */
  public String toSql() {
    String quoted = Quote.identifier(name);
    return namespace == null ? quoted : Quote.identifier(namespace) + "." + quoted;
  }

  /** Same as {@link #toSql()}. */
  @Override
  public String toString() {
    return toSql();
  }
}
