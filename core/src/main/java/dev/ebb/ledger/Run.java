package dev.ebb.ledger;

import dev.ebb.graph.Direction;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Source;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a migration in one direction, as the ledger keeps it.
 *
 * @param migration with the scripts that run
 * @param direction which of them
 * @param elapsed how long ago it started when the server reads the row's SQL; zero if script and
 *     row are sent in one message
 * @param toolVersion the version of Ebb
 * @param runBy who runs it, as user@host; never a secret
 * @param newVersion what the version table says afterwards; null for no row
 */
public record Run(
    Migration migration,
    Direction direction,
    Duration elapsed,
    String toolVersion,
    String runBy,
    @Nullable MigrationId newVersion) {

  /** The same execution, later. */
  public Run after(Duration longer) {
    return new Run(migration, direction, longer, toolVersion, runBy, newVersion);
  }

  /** The script that runs. */
  Source source() {
    return migration.source(direction);
  }
}
