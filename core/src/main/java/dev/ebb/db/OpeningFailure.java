package dev.ebb.db;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.sql.Quote;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;

/**
 * Why one attempt to connect failed, and what an operator can do about it.
 *
 * @param address where to
 * @param failure what was said
 * @param error what was thrown, for its causes
 */
record OpeningFailure(Address address, SqlFailure failure, Throwable error) {

  /** Whether it may well pass by itself within seconds, because a server is just starting. */
  boolean mayPass() {
    return failure.sqlState().equals("57P03") || caused(ConnectException.class);
  }

  /** One fault for all hosts that were tried; the same trouble on several is said once each. */
  static Fault fault(ConnectionSettings settings, List<OpeningFailure> failures) {
    List<Problem> problems = new ArrayList<>();
    for (OpeningFailure failure : failures) {
      Problem problem = failure.problem(settings);
      boolean wrongKind = failures.size() > 1 && failure.isWrongKind();
      if (!wrongKind && !problems.contains(problem)) {
        problems.add(problem);
      }
    }
    return new Fault(
        problems.isEmpty() ? List.of(failures.getFirst().problem(settings)) : problems);
  }

  private Problem problem(ConnectionSettings settings) {
    return Problem.of(code(), inShort(settings), remedy(settings));
  }

  /** What failed and why, without a secret. */
  String inShort(ConnectionSettings settings) {
    return settings.scrub(
        "cannot connect to "
            + (settings.addresses().size() > 1 ? address + " of " : "")
            + settings.describe()
            + ": "
            + reason(settings));
  }

  private String reason(ConnectionSettings settings) {
    if (isWrongKind()) {
      return "it is not a "
          + (String.valueOf(settings.value("target_session_attrs")).contains("standby")
              ? "standby"
              : "primary");
    }
    if (caused(UnknownHostException.class)) {
      return "the name " + address.host() + " is unknown";
    }
    if (caused(SocketTimeoutException.class)) {
      return "no answer within " + settings.connectTimeout().toSeconds() + " s";
    }
    if (caused(ConnectException.class)) {
      return address.isSocket()
          ? "nobody listens on the socket " + address.socketFile()
          : "nobody listens there (connection refused)";
    }
    return failure.serverMessage();
  }

  private FaultCode code() {
    return switch (failure.sqlState()) {
      case "42501" -> FaultCode.PERMISSION;
      case "22023", "42704" -> FaultCode.SERVER;
      default -> FaultCode.CONNECTION;
    };
  }

  private String remedy(ConnectionSettings settings) {
    return advice(settings) + "; nothing was changed";
  }

  private String advice(ConnectionSettings settings) {
    return switch (failure.sqlState()) {
      case "3D000" ->
          "create it (createdb "
              + settings.database()
              + "), or correct "
              + settings.prefix()
              + "PGDATABASE";
      case "42501" ->
          "GRANT CONNECT ON DATABASE "
              + Quote.identifier(settings.database())
              + " TO "
              + Quote.identifier(settings.user());
      case "53300" -> "close sessions or raise max_connections, then run it again";
      default -> adviceByMessage(settings);
    };
  }

  private String adviceByMessage(ConnectionSettings settings) {
    String p = settings.prefix();
    String message = failure.serverMessage().toLowerCase(Locale.ROOT);
    if (failure.sqlState().startsWith("28") || message.contains("password auth")) {
      return authentication(settings);
    }
    if (message.contains("startup parameter")) {
      return "a pooler stands in between: unset "
          + p
          + "PGOPTIONS, or add the parameter to ignore_startup_parameters in pgbouncer.ini";
    }
    boolean reached = !caused(ConnectException.class);
    if (caused(SSLException.class) || (reached && aboutEncryption(message))) {
      return "check "
          + p
          + "PGSSLMODE, "
          + p
          + "PGSSLROOTCERT and the name in "
          + p
          + "PGHOST against the server's certificate";
    }
    return "check that PostgreSQL runs there, that "
        + p
        + "PGHOST and "
        + p
        + "PGPORT are right, and that no firewall is in between";
  }

  private static boolean aboutEncryption(String message) {
    return message.contains("ssl")
        || message.contains("certificate")
        || message.contains("hostname");
  }

  private static String authentication(ConnectionSettings settings) {
    String p = settings.prefix();
    String distrust =
        settings.value("password") == null ? settings.passwordFile().distrust() : null;
    return "check "
        + p
        + "PGUSER and the password ("
        + p
        + "PGPASSWORD or ~/.pgpass), and pg_hba.conf on the server"
        + (distrust == null ? "" : "; note: " + distrust);
  }

  private boolean isWrongKind() {
    return failure.serverMessage().contains("targetServerType");
  }

  private boolean caused(Class<? extends Throwable> type) {
    Throwable cause = error;
    while (cause != null && !type.isInstance(cause)) {
      cause = cause.getCause();
    }
    return cause != null;
  }
}
