package dev.ebb.source;

import dev.ebb.graph.Direction;
import dev.ebb.graph.MigrationId;
import org.jspecify.annotations.Nullable;

/** What the name of a file or folder in a schema's folder says that it is. */
sealed interface EntryName {
  /** The script that applies, in the suffix of a flat file. */
  String UP = ".up.sql";

  /** The script that takes back, in the suffix of a flat file. */
  String DOWN = ".down.sql";

  /** One half of a migration in the flat layout. */
  record Flat(MigrationId id, String slug, Direction direction) implements EntryName {}

  /** Begins with an id: the folder of a migration, if it is a folder. */
  record Folder(MigrationId id, String slug) implements EntryName {}

  /** Meant to begin with an id that cannot be one. */
  record BadId(String why, String remedy) implements EntryName {}

  /** One half of a migration in the flat layout by its end, but without an id. */
  record NoId() implements EntryName {}

  /** Anything else. */
  record Other() implements EntryName {}

  /** Understands a name. */
  static EntryName of(String name) {
    Direction direction = direction(name);
    if (direction == null) {
      return of(name, null);
    }
    String suffix = direction == Direction.UP ? UP : DOWN;
    return of(name.substring(0, name.length() - suffix.length()), direction);
  }

  private static @Nullable Direction direction(String name) {
    if (name.endsWith(UP)) {
      return Direction.UP;
    }
    return name.endsWith(DOWN) ? Direction.DOWN : null;
  }

  private static EntryName of(String stem, @Nullable Direction direction) {
    int underscore = stem.indexOf('_');
    String number = underscore < 0 ? stem : stem.substring(0, underscore);
    String slug = underscore < 0 ? "" : stem.substring(underscore + 1);
    if (!isNumber(number)) {
      return direction == null ? new Other() : new NoId();
    }
    try {
      long id = Long.parseLong(number);
      if (id == 0) {
        return new BadId(
            "0 cannot be the id of a migration, as it stands for \"no migration\"",
            "number it from 1, or use ebb add, which takes the second of the creation");
      }
      return direction == null
          ? new Folder(new MigrationId(id), slug)
          : new Flat(new MigrationId(id), slug, direction);
    } catch (NumberFormatException _) {
      return new BadId(
          "the id " + number + " has more than 64 bits",
          "use a smaller number, such as the second of the creation that ebb add takes");
    }
  }

  private static boolean isNumber(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.length() > start;
  }
}
