package dev.ebb.keep.table;

import dev.ebb.sql.Quote;
import org.jspecify.annotations.Nullable;

/**
 * A column of a live table.
 *
 * @param number as in {@code pg_attribute}
 * @param type qualified, as SQL
 * @param plain whether its type is one of PostgreSQL's own whose values mean the same in any table;
 *     others are stored as text, so that nothing that is kept stands in the way of dropping a type
 * @param collation qualified, as SQL; null if it is the database's, or the type has none
 * @param generated whether PostgreSQL computes it
 * @param defaultText its default, as SQL; null if there is none
 * @param version another one as soon as anything about it has changed, be it its default
 */
public record Column(
    int number,
    String name,
    String type,
    boolean plain,
    @Nullable String collation,
    boolean generated,
    @Nullable String defaultText,
    String version) {

  /** Its name as SQL. */
  public String sql() {
    return Quote.identifier(name);
  }

  /** Its name as SQL behind an alias. */
  public String of(String alias) {
    return alias + "." + sql();
  }

  /** Its value as it is stored. */
  public String stored(String alias) {
    String value = of(alias);
    if (!plain) {
      return value + "::text";
    }
    return collation == null ? value : value + " COLLATE \"default\"";
  }

  /** A stored value as it was. */
  public String restored(String stored) {
    String value = stored + "::" + type;
    return collation == null ? value : "(" + value + ") COLLATE " + collation;
  }

  /** Where a live row, by its alias, has the key that is stored in another. */
  public String matches(String live, String store) {
    return of(live) + " = " + restored(of(store));
  }
}
