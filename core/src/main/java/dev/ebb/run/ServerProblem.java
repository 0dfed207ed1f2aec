package dev.ebb.run;

import dev.ebb.db.SqlFailure;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Source;
import dev.ebb.graph.Step;
import dev.ebb.sql.Effect;
import dev.ebb.sql.ObjectKind;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns what the server says about a statement into a problem with file, line, column and remedy.
 */
final class ServerProblem {
  private static final String NO_SUCH_NAMESPACE = "3F000";
  // How the transaction's opening fails on another backend than the one that holds the lock.
  private static final String DIVISION_BY_ZERO = "22012";

  // Since PostgreSQL 15 a feature that is not supported, before that a file that is not there.
  private static final Set<String> LACKING = Set.of("0A000", "58P01");
  private static final Pattern MAKES_ONE =
      Pattern.compile("\\bCREATE\\s+EXTENSION\\b", Pattern.CASE_INSENSITIVE);

  private ServerProblem() {}

  /** The problem; without a statement, one that arose when the ledger was written or at COMMIT. */
  static Problem of(SqlFailure failure, Step step, @Nullable Statement statement) {
    return of(failure, step, statement, "");
  }

  /** The same, with more to say after the server's words. */
  static Problem of(SqlFailure failure, Step step, @Nullable Statement statement, String addition) {
    if (statement == null && isLedgerGone(failure)) {
      return ledgerGone(step);
    }
    if (statement == null && failure.sqlState().equals(DIVISION_BY_ZERO)) {
      return backendChanged(step);
    }
    StringBuilder what =
        new StringBuilder(step.title())
            .append(": ")
            .append(failure.serverMessage())
            .append(addition);
    append(what, "\n  DETAIL: ", failure.detail());
    append(what, "\n  HINT: ", failure.hint());
    append(what, "\n  CONTEXT: ", failure.where());
    if (statement != null) {
      what.append("\n  STATEMENT ")
          .append(statement.number())
          .append(": ")
          .append(statement.head());
    }
    Place place = place(failure, step.source(), statement);
    if (lacksExtension(failure, statement)) {
      return new Problem(
          FaultCode.SERVER,
          place,
          what.toString(),
          "install the extension's package on the server (pg_available_extensions lists what is"
              + " there), then run the same command again");
    }
    return new Problem(code(failure), place, what.toString(), remedy(failure, step));
  }

  // In a block of code the server's context quotes the statement.
  private static boolean lacksExtension(SqlFailure failure, @Nullable Statement statement) {
    if (statement == null || !LACKING.contains(failure.sqlState())) {
      return false;
    }
    String where = failure.where();
    return (statement.effect() instanceof Effect.Creates(ObjectKind kind, SqlName _, boolean _)
            && kind == ObjectKind.EXTENSION)
        || (where != null && MAKES_ONE.matcher(where).find());
  }

  private static boolean isLedgerGone(SqlFailure failure) {
    return failure.isUndefinedTable() || failure.sqlState().equals(NO_SUCH_NAMESPACE);
  }

  private static Problem backendChanged(Step step) {
    return Problem.of(
        FaultCode.SERVER,
        step.title()
            + ": the server process behind this connection has changed, so the lock that keeps other"
            + " Ebbs away is not ours any more; nothing of this step was run",
        "a pooler in transaction mode sits in between: connect to the server directly, or to a pool"
            + " in session mode");
  }

  // Some roots are taken back with DROP SCHEMA public CASCADE, which takes the ledger with it.
  private static Problem ledgerGone(Step step) {
    return Problem.at(
        Place.of(step.source().file()),
        FaultCode.STATEMENT,
        step.title()
            + ": the script removes the ledger itself (table migration_logs or the version table), so"
            + " nobody would know any more what is applied; it was rolled back",
        "let the script drop its own objects one by one instead of the whole namespace; to start"
            + " over, drop the database");
  }

  private static void append(StringBuilder to, String label, @Nullable String text) {
    if (text != null && !text.isBlank()) {
      to.append(label).append(text.strip().replace("\n", "\n    "));
    }
  }

  private static Place place(SqlFailure failure, Source source, @Nullable Statement statement) {
    if (statement == null) {
      return Place.of(source.file());
    }
    return source.at(
        failure.position() > 0 ? statement.positionOf(failure.position()) : statement.start());
  }

  private static FaultCode code(SqlFailure failure) {
    if (failure.isPermission()) {
      return FaultCode.PERMISSION;
    }
    if (failure.isReadOnly()) {
      return FaultCode.SERVER;
    }
    return failure.isDiskFull() ? FaultCode.MACHINE : FaultCode.STATEMENT;
  }

  private static String remedy(SqlFailure failure, Step step) {
    if (failure.isPermission()) {
      return "run this as a role that has the right, or, if the migration is marked as privileged,"
          + " see --noop-privileged";
    }
    if (failure.isReadOnly()) {
      return "connect to the primary server, and check default_transaction_read_only";
    }
    if (failure.isDiskFull()) {
      return "the server's disk is full: make room, then run the same command again";
    }
    if (failure.isCancelled()) {
      return "the statement was cancelled on the server (an administrator or statement_timeout);"
          + " run the same command again when the cause is gone";
    }
    return step.origin() == Step.Origin.STORED
        ? "the way back that is stored in the database does not fit it any more; use a project that"
            + " still has this migration, with a mended down script"
        : "mend the script (or the data that it stumbles over), then run the same command again";
  }
}
