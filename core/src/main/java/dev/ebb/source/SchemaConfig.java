package dev.ebb.source;

import dev.ebb.graph.SchemaName;
import java.util.List;
import java.util.Locale;

/**
 * What a project says of one of its schemas.
 *
 * @param name its name, as {@code --db} takes it
 * @param folder where its migrations are, relative to the project
 * @param versionTable the table that shows its version; by default {@code schema_migrations} for
 *     {@code frontend} and {@code main}, {@code <name>_schema_migrations} for others
 * @param environmentPrefix what stands before {@code PGHOST} and the like for this schema; by
 *     default empty for {@code frontend} and for the only schema of a project, {@code <NAME>_} for
 *     others
 * @param optional whether the project is complete without its database; false by default
 */
public record SchemaConfig(
    SchemaName name,
    String folder,
    String versionTable,
    String environmentPrefix,
    boolean optional) {

  static final String UNNAMED = "main";
  private static final String FRONTEND = "frontend";
  private static final List<String> USUAL = List.of(FRONTEND, "codeintel", "codeinsights");

  /**
   * The order in which schemas that are found, not configured, are worked on and shown: those of
   * the predecessor's product as its runbooks list them, then the others by name.
   */
  public static int compareUsual(String left, String right) {
    int byRank = Integer.compare(rank(left), rank(right));
    return byRank == 0 ? left.compareTo(right) : byRank;
  }

  private static int rank(String name) {
    int usual = USUAL.indexOf(name);
    return usual < 0 ? USUAL.size() : usual;
  }

  /** One of several schemas, with the defaults. */
  public static SchemaConfig usual(SchemaName name) {
    return of(name, "migrations/" + name, false);
  }

  /** With the defaults. */
  static SchemaConfig of(SchemaName name, String folder, boolean only) {
    return new SchemaConfig(name, folder, versionTable(name), prefix(name, only), false);
  }

  private static String versionTable(SchemaName name) {
    boolean first = name.value().equals(FRONTEND) || name.value().equals(UNNAMED);
    return first ? "schema_migrations" : name + "_schema_migrations";
  }

  private static String prefix(SchemaName name, boolean only) {
    if (only || name.value().equals(FRONTEND)) {
      return "";
    }
    StringBuilder prefix = new StringBuilder(name.value().toUpperCase(Locale.ROOT)).append('_');
    for (int i = 0; i < prefix.length(); i++) {
      char c = prefix.charAt(i);
      boolean fit = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      prefix.setCharAt(i, fit ? c : '_');
    }
    return prefix.toString();
  }
}
