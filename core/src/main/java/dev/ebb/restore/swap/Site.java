package dev.ebb.restore.swap;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.LockKey;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.SchemaName;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The database that restore points are about, and its server. Immutable and thread-safe.
 *
 * @param connector how to get there
 * @param schema by which somebody means it
 * @param tenants the schemas that may live in it
 * @param clock gives names to what is made
 */
public record Site(Connector connector, SchemaName schema, List<Tenant> tenants, Clock clock) {
  static final String APPLICATION = "ebb";

  private static final int WITH_TRANSACTION_TIMEOUT = 17;

  /** Nobody works in these; one of them is on nearly every server. */
  private static final List<String> NEUTRAL = List.of("postgres", "template1");

  /**
   * A schema of the project.
   *
   * @param name its name
   * @param versionTable the table that shows its version
   */
  public record Tenant(SchemaName name, String versionTable) {}

  public Site {
    tenants = List.copyOf(tenants);
  }

  /** A command on this database as a person types it, without the word {@code ebb}. */
  public String command(String words) {
    return words + " --db=" + schema;
  }

  /** The name of the database. */
  public String database() {
    return settings().database();
  }

  private ConnectionSettings settings() {
    return connector.settings();
  }

  /** A session in another database of the server. */
  public Session open(String database) {
    Session session = to(database).open();
    try {
      unhurried(session);
      return session;
    } catch (SqlFailure e) {
      session.close();
      throw e;
    }
  }

  /**
   * Lets a session take its time: copying and counting take as long as there is much of it, and a
   * transaction that others draw on may have nothing to do. What is set for the role or the
   * database is meant for its applications.
   */
  public static void unhurried(Session session) {
    session.execute(
        "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0"
            + (session.facts().major() < WITH_TRANSACTION_TIMEOUT
                ? ""
                : "; SET transaction_timeout = 0"));
  }

  /** How to connect to another database of the server. */
  public Connector to(String database) {
    return new Connector(settings().withDatabase(database), APPLICATION);
  }

  /**
   * A session beside the database, from where it can be copied and renamed.
   *
   * @throws Fault if there is no other database that lets us in
   */
  public Session beside() {
    Fault first = null;
    for (String name : NEUTRAL) {
      if (!name.equals(database())) {
        try {
          return open(name);
        } catch (Fault fault) {
          first = first == null ? fault : first;
        }
      }
    }
    throw new Fault(
        List.of(
            Problem.of(
                FaultCode.CONNECTION,
                "a database cannot be copied or renamed from within, and neither "
                    + String.join(" nor ", NEUTRAL)
                    + " lets role "
                    + settings().user()
                    + " in"
                    + (first == null ? "" : ": " + first.getMessage()),
                "grant the role CONNECT on one of them; nothing was changed")),
        first);
  }

  /** The locks of migrations, as the server shows them: a list of numbers for SQL. */
  String lockNumbers() {
    return tenants.stream()
        .map(tenant -> LockKey.of(tenant.versionTable()).value() + "::oid")
        .collect(Collectors.joining(", "));
  }
}
