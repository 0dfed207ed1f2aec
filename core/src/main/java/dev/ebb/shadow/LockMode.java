package dev.ebb.shadow;

import java.util.Locale;

/** How strongly a relation is locked, the weakest first. */
public enum LockMode {
  /** Taken by SELECT. */
  ACCESS_SHARE("AccessShareLock"),
  /** Taken by SELECT … FOR UPDATE. */
  ROW_SHARE("RowShareLock"),
  /** Taken by INSERT, UPDATE and DELETE. */
  ROW_EXCLUSIVE("RowExclusiveLock"),
  /** Taken by VACUUM, ANALYZE, and what says CONCURRENTLY. */
  SHARE_UPDATE_EXCLUSIVE("ShareUpdateExclusiveLock"),
  /** Taken by CREATE INDEX. */
  SHARE("ShareLock"),
  /** Taken by CREATE TRIGGER and for foreign keys. */
  SHARE_ROW_EXCLUSIVE("ShareRowExclusiveLock"),
  /** Taken by REFRESH … CONCURRENTLY. */
  EXCLUSIVE("ExclusiveLock"),
  /** Taken by most of ALTER TABLE, by DROP, TRUNCATE, and whatever rewrites a table. */
  ACCESS_EXCLUSIVE("AccessExclusiveLock");

  private final String name;

  LockMode(String name) {
    this.name = name;
  }

  /**
   * The mode that {@code pg_locks} calls so.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static LockMode of(String name) {
    for (LockMode mode : values()) {
      if (mode.name.equals(name)) {
        return mode;
      }
    }
    throw new IllegalArgumentException("no mode of locks on relations: " + name);
  }

  /** As SQL has it: {@code SHARE ROW EXCLUSIVE}. */
  public String sql() {
    return name().toUpperCase(Locale.ROOT).replace('_', ' ');
  }

  /** Whether who wants one of these has to wait for who has the other. */
  public boolean conflictsWith(LockMode other) {
    boolean shared = this == SHARE && other == SHARE;
    return !shared && other.compareTo(weakestRival()) >= 0;
  }

  private LockMode weakestRival() {
    return switch (this) {
      case ACCESS_SHARE -> ACCESS_EXCLUSIVE;
      case ROW_SHARE -> EXCLUSIVE;
      case ROW_EXCLUSIVE -> SHARE;
      case SHARE_UPDATE_EXCLUSIVE -> SHARE_UPDATE_EXCLUSIVE;
      case SHARE, SHARE_ROW_EXCLUSIVE -> ROW_EXCLUSIVE;
      case EXCLUSIVE -> ROW_SHARE;
      case ACCESS_EXCLUSIVE -> ACCESS_SHARE;
    };
  }

  /** Whether whoever only reads the table has to wait. */
  public boolean blocksReaders() {
    return conflictsWith(ACCESS_SHARE);
  }

  /** Whether whoever writes to the table has to wait. */
  public boolean blocksWriters() {
    return conflictsWith(ROW_EXCLUSIVE);
  }
}
