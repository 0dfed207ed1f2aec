package dev.ebb.repair;

import dev.ebb.graph.MigrationId;
import java.util.Locale;

/**
 * What a person (or the proof) says about an unsettled migration.
 *
 * @param id the migration
 * @param kind what is to become of it
 */
public record Decision(MigrationId id, Kind kind) {

  /** What is to become of an unsettled migration. */
  public enum Kind {
    /** Ebb finds out where it stopped and completes it: any run does this by itself. */
    RESUME,
    /** Its up script took effect completely: count it as applied. */
    MARK_APPLIED,
    /** Nothing of it is in the database: count it as not applied. */
    MARK_UNAPPLIED
  }

  /** "17: mark applied". */
  public String title() {
    return id + ": " + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
