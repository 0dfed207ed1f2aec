package dev.ebb.source;

import dev.ebb.graph.Flag;
import dev.ebb.sql.Effect;
import dev.ebb.sql.Script;
import java.util.Set;

/** What a new migration's files say before their author has written into them. */
final class Template {
  private static final String FIRST_LINE = "-- What this migration changes, as SQL.";
  private static final String TABLE = "your_table";

  private Template() {}

  /** The script that applies. */
  static String up(String slug, Set<Flag> flags) {
    if (flags.contains(Flag.CONCURRENT_INDEX)) {
      return """
      -- Builds an index while the table stays writable. This must remain the only statement of the
      -- file, and the index needs a name, so that an interrupted build can be recognised.
      CREATE INDEX CONCURRENTLY IF NOT EXISTS %s ON %s (your_column);
      """
          .formatted(index(slug), TABLE);
    }
    String extension =
        flags.contains(Flag.PRIVILEGED)
            ? "-- It may create or drop extensions: it is declared as privileged.\n"
            : "-- For CREATE, DROP or COMMENT ON EXTENSION declare it: privileged: true.\n";
    return FIRST_LINE
        + """

        --
        -- It runs in one transaction: no BEGIN and COMMIT are needed.
        -- The application's previous release must be able to work with the result.
        -- Let it pass when it is run twice: IF EXISTS, IF NOT EXISTS, OR REPLACE.
        -- CREATE INDEX CONCURRENTLY needs a migration of its own: ebb add --concurrently.
        """
        + extension;
  }

  /** The script that takes back. */
  static String down(String slug, Set<Flag> flags) {
    return flags.contains(Flag.CONCURRENT_INDEX)
        ? "DROP INDEX IF EXISTS " + index(slug) + ";\n"
        : "-- What takes the up script back, in the opposite order.\n";
  }

  /** Whether nobody has written anything into an up script yet. */
  static boolean isUntouched(Script up) {
    return up.statements().isEmpty()
        ? up.text().contains(FIRST_LINE)
        : up.statements().getFirst().effect() instanceof Effect.CreatesIndex index
            && index.table().name().equals(TABLE);
  }

  private static String index(String slug) {
    return slug.isEmpty() || !Character.isLetter(slug.charAt(0)) ? "your_index" : slug;
  }
}
