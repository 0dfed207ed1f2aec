package dev.ebb.dump;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Brings rows into a table: all at once if the server takes them; else by halves, until those that
 * it refuses are alone. Within an open transaction. Used once.
 */
final class Pouring {
  /** After so many single rows were refused, what is left is not tried any more. */
  private static final int PATIENCE = 50;

  private final Session session;
  private final ToLongFunction<List<String>> insert;
  private long taken;
  private long there;
  private long refused;
  private int refusals;
  private @Nullable String why;

  /**
   * For one table.
   *
   * @param insert brings rows in, and tells how many were not there yet
   */
  Pouring(Session session, ToLongFunction<List<String>> insert) {
    this.session = session;
    this.insert = insert;
  }

  /** How many the server took. */
  long taken() {
    return taken;
  }

  /** How many were there already, by their keys. */
  long there() {
    return there;
  }

  /** How many it refused, those among them that were not tried. */
  long refused() {
    return refused;
  }

  /** What it said to the first that it refused; null if it refused none. */
  @Nullable String why() {
    return why;
  }

  void pour(List<String> rows) {
    if (rows.isEmpty()) {
      return;
    }
    if (refusals >= PATIENCE) {
      refused += rows.size();
      return;
    }
    session.execute("SAVEPOINT ebb_row");
    try {
      long added = insert.applyAsLong(rows);
      session.execute("RELEASE ebb_row");
      taken += added;
      there += rows.size() - added;
    } catch (SqlFailure failure) {
      if (failure.isConnectionLost()) {
        throw failure;
      }
      session.execute("ROLLBACK TO ebb_row; RELEASE ebb_row");
      if (rows.size() == 1) {
        alone(failure);
        return;
      }
      pour(rows.subList(0, rows.size() / 2));
      pour(rows.subList(rows.size() / 2, rows.size()));
    } finally {
      session.takeNotices();
    }
  }

  private void alone(SqlFailure failure) {
    if (failure.isUniqueViolation()) {
      there++;
      return;
    }
    refused++;
    refusals++;
    why = why == null ? failure.serverMessage() : why;
  }
}
