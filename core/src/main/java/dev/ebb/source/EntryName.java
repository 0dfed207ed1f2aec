package dev.ebb.source;

import dev.ebb.graph.Direction;
import dev.ebb.graph.MigrationId;

/**
 * What the name of a file or folder in a schema's folder says that it is.
 *
 * @param kind what it is
 * @param number the id, if the kind has one; 0 otherwise
 * @param slug what follows the id, for kinds that have one; may be empty
 */
record EntryName(Kind kind, long number, String slug) {
  /** The suffix of a flat file that applies. */
  static final String UP = ".up.sql";

  /** The suffix of a flat file that takes back. */
  static final String DOWN = ".down.sql";

  /** What a name can stand for. An enum, since the JVM starts to switch over one much faster. */
  enum Kind {
    /** The half of a flat migration that applies. */
    FLAT_UP,
    /** The half of a flat migration that takes back. */
    FLAT_DOWN,
    /** Begins with an id: the folder of a migration, if it is a folder. */
    FOLDER,
    /** Meant to begin with an id, which is 0. */
    ZERO,
    /** Meant to begin with an id, which is too long for one. */
    TOO_LONG,
    /** One half of a flat migration by its end, but without an id. */
    NO_ID,
    /** Anything else. */
    OTHER
  }

  /** Understands a name. */
  static EntryName of(String name) {
    if (name.endsWith(UP)) {
      return of(name, name.length() - UP.length(), Kind.FLAT_UP);
    }
    return name.endsWith(DOWN)
        ? of(name, name.length() - DOWN.length(), Kind.FLAT_DOWN)
        : of(name, name.length(), Kind.FOLDER);
  }

  private static EntryName of(String name, int end, Kind kind) {
    int underscore = name.indexOf('_');
    int numberEnd = underscore < 0 || underscore > end ? end : underscore;
    if (!isNumber(name, numberEnd)) {
      return new EntryName(kind == Kind.FOLDER ? Kind.OTHER : Kind.NO_ID, 0, "");
    }
    String slug = numberEnd == end ? "" : name.substring(numberEnd + 1, end);
    try {
      long number = Long.parseLong(name, 0, numberEnd, 10);
      return new EntryName(number == 0 ? Kind.ZERO : kind, number, slug);
    } catch (NumberFormatException _) {
      return new EntryName(Kind.TOO_LONG, 0, slug);
    }
  }

  private static boolean isNumber(String name, int end) {
    int start = name.startsWith("-") ? 1 : 0;
    for (int i = start; i < end; i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return false;
      }
    }
    return end > start;
  }

  /** The id, if the kind has one. */
  MigrationId id() {
    return new MigrationId(number);
  }

  /** Which half of a flat migration it is, if it is one. */
  Direction direction() {
    return kind == Kind.FLAT_UP ? Direction.UP : Direction.DOWN;
  }

  /** Whether it is a half of a flat migration, if need be without an id. */
  boolean isFlat() {
    return kind == Kind.FLAT_UP || kind == Kind.FLAT_DOWN || kind == Kind.NO_ID;
  }
}
