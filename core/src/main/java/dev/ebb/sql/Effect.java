package dev.ebb.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the head of a statement tells about what it does to the catalog. */
public sealed interface Effect {

  /**
   * {@code CREATE INDEX}.
   *
   * @param index null if the server is to choose the name; an index lives in its table's schema
   */
  record CreatesIndex(
      @Nullable SqlName index,
      SqlName table,
      boolean unique,
      boolean concurrently,
      boolean ifNotExists)
      implements Effect {}

  /** {@code DROP INDEX}. */
  record DropsIndex(List<SqlName> indexes, boolean concurrently, boolean ifExists)
      implements Effect {
    /** Copies the list. */
    public DropsIndex {
      indexes = List.copyOf(indexes);
    }
  }

  /**
   * {@code REINDEX}.
   *
   * @param what INDEX, TABLE, SCHEMA, DATABASE or SYSTEM
   * @param target null if none is named (the current database)
   */
  record Reindexes(String what, @Nullable SqlName target, boolean concurrently) implements Effect {}

  /**
   * {@code ALTER TYPE … ADD VALUE}.
   *
   * @param value the new label, unquoted
   */
  record AddsEnumValue(SqlName type, String value) implements Effect {}

  /** {@code ALTER TABLE … DETACH PARTITION}. */
  record DetachesPartition(
      SqlName parent, SqlName partition, boolean concurrently, boolean finalizing)
      implements Effect {}

  /** {@code CREATE} of a thing with a name. */
  record Creates(ObjectKind kind, SqlName name, boolean ifNotExists) implements Effect {}

  /** {@code DROP} of things with names. */
  record Drops(ObjectKind kind, List<SqlName> names, boolean ifExists, boolean cascade)
      implements Effect {
    /** Copies the list. */
    public Drops {
      names = List.copyOf(names);
    }
  }

  /** {@code ALTER EXTENSION} or {@code COMMENT ON EXTENSION}. */
  record AltersExtension(String name) implements Effect {}

  /** {@code ALTER TABLE … ADD COLUMN} as the only action. */
  record AddsColumn(SqlName table, String column) implements Effect {}

  /** {@code ALTER TABLE … DROP COLUMN} as the only action. */
  record DropsColumn(SqlName table, String column) implements Effect {}

  /** {@code CALL}; the procedure may commit, which only running it shows. */
  record Calls(SqlName procedure) implements Effect {}

  /** Anything else. */
  record Other() implements Effect {}
}
