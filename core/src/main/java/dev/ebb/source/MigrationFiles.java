package dev.ebb.source;

import dev.ebb.fault.Place;
import dev.ebb.graph.MigrationId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of one migration are, whichever the layout.
 *
 * @param layout how they are laid out
 * @param id the migration
 * @param slug what follows the id in the file's or folder's name; may be empty
 * @param home the folder, or the first file, for messages about the whole migration
 * @param up the script that applies; null if it is missing, which has been told then
 * @param down the script that takes back; null likewise
 * @param metadata the file of metadata; null in the flat layout or if it is missing
 */
record MigrationFiles(
    Layout layout,
    MigrationId id,
    String slug,
    String home,
    @Nullable String up,
    @Nullable String down,
    @Nullable String metadata) {

  static final String UP = "up.sql";
  static final String DOWN = "down.sql";
  static final String METADATA = "metadata.yaml";

  /** How the files of a migration are laid out. */
  enum Layout {
    /** A folder for each migration. */
    FOLDERS,
    /** A pair of files for each migration. */
    FLAT
  }

  /** The parents that go without saying if none are declared. */
  List<MigrationId> impliedParents(@Nullable MigrationId previous) {
    return layout == Layout.FLAT && previous != null ? List.of(previous) : List.of();
  }

  /** The whole migration. */
  Place place() {
    return Place.of(home);
  }

  /** The file in which parents and flags are declared, as far as there is one. */
  Place declarations() {
    if (metadata != null) {
      return Place.of(metadata);
    }
    return layout == Layout.FLAT && up != null ? Place.of(up) : place();
  }
}
