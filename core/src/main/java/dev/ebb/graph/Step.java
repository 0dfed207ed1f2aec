package dev.ebb.graph;

/**
 * One migration in one direction.
 *
 * @param direction which script runs
 * @param migration the migration, with the scripts that count for this step
 * @param origin where those scripts come from
 */
public record Step(Direction direction, Migration migration, Origin origin) {

  /** Where a step's script comes from. */
  public enum Origin {
    /** The definitions of the project. */
    PROJECT,
    /** The way back that was stored in the database when the migration was applied. */
    STORED
  }

  /** The migration's id. */
  public MigrationId id() {
    return migration.id();
  }

  /** The script that runs. */
  public Source source() {
    return migration.source(direction);
  }

  /** "up 1528395968 (track fork namespace on spec)". */
  public String title() {
    return direction.word() + " " + migration.title();
  }

  /** Equal for two steps exactly when they run the same statements for the same migration. */
  public String fingerprint() {
    return direction + " " + id() + " " + origin + " " + source().script().checksum().value();
  }
}
