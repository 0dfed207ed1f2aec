package dev.ebb.db;

import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What the server (or the way to it) said when it refused: thrown by a {@link Session}, caught by
 * whoever can tell what it means for the migration. Holds no statement text and no secret.
 * Immutable.
 */
public final class SqlFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The server has ended, or is about to end, the session that gets one of these. */
  private static final Set<String> SESSION_ENDED =
      Set.of("57P01", "57P02", "57P03", "57P05", "25P03", "25P04");

  private final String sqlState;
  private final String serverMessage;
  private final @Nullable String detail;
  private final @Nullable String hint;
  private final @Nullable String where;
  private final int position;
  private final boolean connectionLost;

  private SqlFailure(SQLException e, @Nullable ServerErrorMessage server, String message) {
    super(message + " (SQLSTATE " + state(e) + ")");
    this.sqlState = state(e);
    this.serverMessage = message;
    this.detail = server == null ? null : server.getDetail();
    this.hint = server == null ? null : server.getHint();
    this.where = server == null ? null : server.getWhere();
    this.position = server == null ? 0 : server.getPosition();
    this.connectionLost =
        sqlState.startsWith("08") || SESSION_ENDED.contains(sqlState) || causedByInput(e);
  }

  static SqlFailure of(SQLException e) {
    ServerErrorMessage server = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
    String message = server == null ? null : server.getMessage();
    return new SqlFailure(e, server, message == null ? plain(e) : message);
  }

  private static String state(SQLException e) {
    String state = e.getSQLState();
    return state == null || state.isEmpty() ? "XX000" : state;
  }

  // Without a message from the server, the driver's own, and what made it say so.
  private static String plain(SQLException e) {
    String message = String.valueOf(e.getMessage());
    Throwable cause = e.getCause();
    String why = cause == null ? null : cause.getMessage();
    return why == null || message.contains(why) ? message : message + " " + why;
  }

  private static boolean causedByInput(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  /** The five characters that name the kind of trouble; {@code XX000} if there were none. */
  public String sqlState() {
    return sqlState;
  }

  /** The primary message, without detail and hint. */
  public String serverMessage() {
    return serverMessage;
  }

  /** The server's DETAIL, if any. */
  public @Nullable String detail() {
    return detail;
  }

  /** The server's HINT, if any. */
  public @Nullable String hint() {
    return hint;
  }

  /** The server's CONTEXT: the chain of functions or the line of a COPY, if any. */
  public @Nullable String where() {
    return where;
  }

  /**
   * Where in the text that was sent, counted from 1 in Unicode characters; 0 if the server gave no
   * position.
   */
  public int position() {
    return position;
  }

  /** Message, detail and hint, one per line, as an operator should see them. */
  public String report() {
    StringBuilder report =
        new StringBuilder(serverMessage).append(" (").append(sqlState).append(')');
    if (detail != null) {
      report.append("\nDETAIL: ").append(detail);
    }
    if (hint != null) {
      report.append("\nHINT: ").append(hint);
    }
    if (where != null) {
      report.append("\nCONTEXT: ").append(where);
    }
    return report.toString();
  }

  /**
   * The session is gone: by the network, by the server's end, by an administrator, by a timeout on
   * sessions. Whether a COMMIT that was under way took effect is unknown; only the ledger knows.
   */
  public boolean isConnectionLost() {
    return connectionLost;
  }

  /** A lock did not come free within {@code lock_timeout}, or NOWAIT was asked for. */
  public boolean isLockTimeout() {
    return sqlState.equals("55P03");
  }

  /** Chosen as the victim of a deadlock: running it again may well succeed. */
  public boolean isDeadlock() {
    return sqlState.equals("40P01");
  }

  /** A serialisation failure: running it again may well succeed. */
  public boolean isSerialization() {
    return sqlState.equals("40001");
  }

  /** Cancelled, by a person or by {@code statement_timeout}. */
  public boolean isCancelled() {
    return sqlState.equals("57014");
  }

  /** A procedure or block tried to COMMIT or ROLLBACK inside somebody else's transaction. */
  public boolean isTransactionTermination() {
    return sqlState.equals("2D000");
  }

  /** The statement cannot run inside a transaction block. */
  public boolean isActiveTransaction() {
    return sqlState.equals("25001");
  }

  /** The server has no room left. */
  public boolean isDiskFull() {
    return sqlState.equals("53100");
  }

  /** The role lacks a right. */
  public boolean isPermission() {
    return sqlState.equals("42501");
  }

  /** The transaction is read-only. */
  public boolean isReadOnly() {
    return sqlState.equals("25006");
  }

  /** A table, view, index or sequence does not exist. */
  public boolean isUndefinedTable() {
    return sqlState.equals("42P01");
  }

  /** A column does not exist. */
  public boolean isUndefinedColumn() {
    return sqlState.equals("42703");
  }

  /** A row with that key is there already. */
  public boolean isUniqueViolation() {
    return sqlState.equals("23505");
  }

  /** An object of that name is there already: table, column, type, schema, function and so on. */
  public boolean isDuplicateObject() {
    return Set.of("42P07", "42P06", "42701", "42710", "42723", "42P04").contains(sqlState);
  }

  /** What kind of fault it is when nobody can do better. */
  public FaultCode faultCode() {
    if (connectionLost) {
      return FaultCode.CONNECTION;
    }
    if (isLockTimeout() || isDeadlock()) {
      return FaultCode.BLOCKED;
    }
    return switch (sqlState) {
      case "57014" -> FaultCode.CANCELLED;
      case "42501" -> FaultCode.PERMISSION;
      case "25006" -> FaultCode.SERVER;
      case "53100", "53200", "58030" -> FaultCode.MACHINE;
      default -> FaultCode.STATEMENT;
    };
  }
}
