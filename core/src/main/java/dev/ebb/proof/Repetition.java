package dev.ebb.proof;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.Difference;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Flag;
import dev.ebb.graph.Migration;
import dev.ebb.sql.Script;
import dev.ebb.sql.Statement;
import dev.ebb.sql.StatementKind;
import java.util.Optional;

/**
 * Runs a script that has just run a second time, in a transaction that is rolled back: whether an
 * operator may run it twice. Scripts that cannot be in a transaction are not tried.
 */
final class Repetition {
  private Repetition() {}

  /** What there is to say about it; nothing if the second time changes nothing. */
  static Optional<Note> of(Stand stand, Migration migration, Direction direction) {
    Script script = migration.source(direction).script();
    if (!script.transactional() || migration.has(Flag.NON_IDEMPOTENT)) {
      return Optional.empty();
    }
    Session session = stand.replay().session();
    session.execute("BEGIN");
    try {
      CatalogWrites writes = CatalogWrites.from(session);
      for (Statement statement : script.statements()) {
        execute(session, statement);
      }
      if (writes.none()) {
        return Optional.empty();
      }
      Catalog again = stand.replay().catalog();
      Difference difference = stand.catalog().difference(again);
      return difference.isEmpty()
          ? Optional.empty()
          : Optional.of(new Note.RepetitionChanges(direction, difference));
    } catch (SqlFailure failure) {
      if (failure.isConnectionLost()) {
        throw failure;
      }
      return Optional.of(new Note.NotRepeatable(direction, failure.serverMessage()));
    } finally {
      if (!session.isClosed()) {
        session.execute("ROLLBACK");
        session.takeNotices();
      }
    }
  }

  private static void execute(Session session, Statement statement) {
    switch (statement.kind()) {
      case StatementKind.CopyIn(String data) -> session.copyIn(statement.text(), data);
      case StatementKind.Transactional _, StatementKind.NonTransactional _ ->
          session.execute(statement.text());
    }
  }
}
