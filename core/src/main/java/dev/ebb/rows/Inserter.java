package dev.ebb.rows;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Brings rows into tables: all at once if the server takes them, else those that it takes. */
final class Inserter {
  private final Session session;

  Inserter(Session session) {
    this.session = session;
  }

  /**
   * Inserts rows into a table.
   *
   * @return what the server said to the first that it refused; null if it took all
   */
  @Nullable String insert(Table table, List<Column> columns, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return null;
    }
    if (columns.isEmpty()) {
      return attempt("INSERT INTO " + table.name().toSql() + " DEFAULT VALUES");
    }
    if (attempt(statement(table, columns, rows)) == null) {
      return null;
    }
    String why = null;
    for (List<String> row : rows) {
      String refusal = attempt(statement(table, columns, List.of(row)));
      why = why == null ? refusal : why;
    }
    return why;
  }

  /** A statement that inserts rows. */
  static String statement(Table table, List<Column> columns, List<List<String>> rows) {
    String names = columns.stream().map(Column::sql).collect(Collectors.joining(", "));
    String values =
        rows.stream()
            .map(row -> "(" + String.join(", ", row) + ")")
            .collect(Collectors.joining(",\n"));
    return "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE VALUES\n%s"
        .formatted(table.name().toSql(), names, values);
  }

  /**
   * Runs a statement; if the server refuses it, nothing of it stays.
   *
   * @return what the server said; null if it took it
   */
  @Nullable String attempt(String sql) {
    try {
      session.execute("SAVEPOINT ebb_row;" + sql + "\n;RELEASE ebb_row");
      return null;
    } catch (SqlFailure failure) {
      if (failure.isConnectionLost()) {
        throw failure;
      }
      session.execute("ROLLBACK TO ebb_row; RELEASE ebb_row");
      return failure.serverMessage();
    } finally {
      session.takeNotices();
    }
  }
}
