package dev.ebb.db;

/** Turns one row of a result into a value. */
@FunctionalInterface
public interface RowReader<T> {
  /** The value of this row; the row itself must not be kept. */
  T read(Row row);
}
