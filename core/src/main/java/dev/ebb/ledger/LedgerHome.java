package dev.ebb.ledger;

import dev.ebb.graph.SchemaName;
import dev.ebb.sql.Quote;

/**
 * Where the ledger of one schema lives.
 *
 * @param schema the schema
 * @param versionTable the name of its version table, which is also what the history calls it
 * @param namespace the PostgreSQL namespace of both tables: the connection's {@code
 *     current_schema()}
 */
public record LedgerHome(SchemaName schema, String versionTable, String namespace) {
  static final String HISTORY = "migration_logs";

  /** The history table as SQL, qualified. */
  String history() {
    return Quote.identifier(namespace) + "." + HISTORY;
  }

  /** The version table as SQL, qualified. */
  String version() {
    return Quote.identifier(namespace) + "." + Quote.identifier(versionTable);
  }

  /** What the rows of this schema carry in the history's column {@code schema}, as SQL. */
  String key() {
    return Quote.literal(versionTable);
  }
}
