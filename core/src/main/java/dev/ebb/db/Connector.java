package dev.ebb.db;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.sql.Quote;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;

/**
 * Opens sessions on one database. Immutable and thread-safe.
 *
 * <p>While nobody listens yet, or the server says that it is starting up, it tries again for 10
 * seconds unless told otherwise. Of several hosts it takes the first that can be written to, and if
 * there is none the first that answers.
 */
public final class Connector {
  private static final Duration STARTUP_WAIT = Duration.ofSeconds(10);

  // If this machine vanishes from the network, the server is to notice within minutes and not, as
  // by
  // default, after hours in which it would keep our locks.
  private static final String KEEP_ALIVE =
      "SET tcp_keepalives_idle=60;SET tcp_keepalives_interval=10;SET tcp_keepalives_count=6;";

  /** Milliseconds between two attempts, after as long a time of shorter ones. */
  private static final long LONGEST_PAUSE = 1000;

  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

  // The driver also prints some of what it throws. Held here, because loggers are forgotten when
  // nobody holds them.
  private static final Logger DRIVER_LOG = Logger.getLogger("org.postgresql");

  static {
    if (DRIVER_LOG.getLevel() == null) {
      DRIVER_LOG.setLevel(Level.OFF);
    }
  }

  private final ConnectionSettings settings;
  private final String application;
  private final Duration startupWait;
  private final Consumer<String> waiting;

  /**
   * A connector that waits up to 10 seconds for a server that is starting.
   *
   * @param applicationName how sessions call themselves, unless the settings say otherwise
   */
  public Connector(ConnectionSettings settings, String applicationName) {
    this(settings, applicationName, STARTUP_WAIT);
  }

  /** A connector that waits that long for a server that is starting; zero for a single attempt. */
  public Connector(ConnectionSettings settings, String applicationName, Duration startupWait) {
    this(settings, applicationName, startupWait, _ -> {});
  }

  private Connector(
      ConnectionSettings settings,
      String application,
      Duration startupWait,
      Consumer<String> waiting) {
    this.settings = settings;
    this.application = application;
    this.startupWait = startupWait;
    this.waiting = waiting;
  }

  /**
   * The same, telling a listener when it begins to wait for a server that is starting.
   *
   * @param listener hears what it waits for and how long at most, once for each session, and only
   *     if a second has not been enough
   */
  public Connector telling(Consumer<String> listener) {
    return new Connector(settings, application, startupWait, listener);
  }

  /** Where its sessions go. */
  public ConnectionSettings settings() {
    return settings;
  }

  /**
   * Connects. The session's time zone is UTC unless the settings name another.
   *
   * @throws Fault CONNECTION, PERMISSION or SERVER, with what to do
   */
  public Session open() {
    long deadline = System.nanoTime() + startupWait.toNanos();
    boolean told = false;
    for (long pause = 50; ; pause = Math.min(LONGEST_PAUSE, pause * 2)) {
      List<OpeningFailure> failures = new ArrayList<>();
      Session session = tryAll(settings.connectTimeout(), failures);
      if (session != null) {
        return session;
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0 || failures.stream().noneMatch(OpeningFailure::mayPass)) {
        throw OpeningFailure.fault(settings, failures);
      }
      if (pause == LONGEST_PAUSE && !told) {
        told = true;
        waiting.accept(
            failures.getFirst().inShort(settings)
                + "; in case it is just starting, waiting for it, at most "
                + startupWait.toSeconds()
                + " s");
      }
      sleep(Math.min(pause, left));
    }
  }

  /**
   * Refuses a server on which nothing can be migrated: older than 12, a replica, read-only. Asks
   * nobody.
   *
   * @throws Fault SERVER, with every reason and what to do
   */
  public void refuseUnfit(Session session) {
    Fitness.require(settings, session.facts());
  }

  /**
   * Refuses a pooler that gives each transaction another server process: the lock would stay with
   * one of them while the work goes on in others. Only if something stands in between at all, a
   * second connection is opened to find out.
   *
   * @param first a session that is in no transaction
   * @throws Fault SERVER, with what to do
   */
  public void refuseTransactionPooling(Session first) {
    if (first.facts().behindPooler() && sharesProcesses(first)) {
      throw Fault.of(
          FaultCode.SERVER,
          settings.describe()
              + " is a pooler in transaction mode: it gives each transaction another server process,"
              + " but the lock and the settings of a migration must stay with one",
          "connect to PostgreSQL itself, or to a port or database name of the pooler that has"
              + " pool_mode = session (in pgbouncer.ini, per database or per user); set "
              + settings.prefix()
              + "PGHOST and "
              + settings.prefix()
              + "PGPORT accordingly");
    }
  }

  private boolean sharesProcesses(Session first) {
    int before = first.facts().backendPid();
    List<OpeningFailure> failures = new ArrayList<>();
    // A pooler in session mode with a full pool lets the second wait: no sharing.
    try (Session second = tryAll(PROBE_TIMEOUT, failures)) {
      if (second == null) {
        return first.backendPid() != before;
      }
      if (second.facts().backendPid() == before) {
        return true;
      }
      // The transaction keeps its process to itself; if processes are shared, the first may now
      // get another one.
      second.execute("BEGIN; SELECT 1");
      boolean moved = first.backendPid() != before;
      second.execute("ROLLBACK");
      return moved;
    } catch (SqlFailure e) {
      if (e.serverMessage().contains("statement pooling")) {
        return true;
      }
      throw e;
    }
  }

  private @Nullable Session tryAll(Duration timeout, List<OpeningFailure> failures) {
    List<Address> addresses = settings.addresses();
    String wanted = settings.value("target_session_attrs");
    String first = wanted == null ? (addresses.size() > 1 ? "preferPrimary" : "any") : wanted;
    for (String kind : kinds(first)) {
      for (Address address : addresses) {
        try {
          return open(address, timeout, kind);
        } catch (SQLException e) {
          failures.add(new OpeningFailure(address, SqlFailure.of(e), e));
        } catch (SqlFailure e) {
          failures.add(new OpeningFailure(address, e, e));
        }
      }
    }
    return null;
  }

  /** The kinds of server to look for, one after the other, in the driver's words. */
  private static List<String> kinds(String attributes) {
    return switch (attributes) {
      case "preferPrimary" -> List.of("primary", "any");
      case "primary", "read-write" -> List.of("primary");
      case "standby", "read-only" -> List.of("secondary");
      case "prefer-standby" -> List.of("secondary", "any");
      default -> List.of("any");
    };
  }

  private Session open(Address address, Duration timeout, String kind) throws SQLException {
    Properties properties = DriverProperties.of(settings, address, application, timeout);
    PGProperty.TARGET_SERVER_TYPE.set(properties, kind);
    // The driver's own door, DriverManager, would look through all jars for drivers first.
    HostSpec host =
        address.isSocket()
            ? new HostSpec("localhost", address.port())
            : new HostSpec(address.host(), address.port());
    PgConnection connection =
        new PgConnection(new HostSpec[] {host}, properties, "jdbc:postgresql:");
    try {
      Session session = new Session(connection, settings.describe());
      session.begin(setUp(properties));
      connection.setNetworkTimeout(Runnable::run, 0);
      return session;
    } catch (SqlFailure e) {
      connection.close();
      throw e;
    }
  }

  // All of it is repeated after each migration, whose RESET ALL would undo what the driver sets.
  private String setUp(Properties properties) {
    String zone = settings.value("timezone");
    String name = PGProperty.APPLICATION_NAME.getOrDefault(properties);
    return "SET TIME ZONE "
        + Quote.literal(zone == null ? "UTC" : zone)
        + ";SET application_name="
        + Quote.literal(name == null ? application : name)
        + ";"
        + KEEP_ALIVE;
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Fault.of(
          FaultCode.CANCELLED,
          "interrupted while connecting",
          "nothing was changed; run it again",
          e);
    }
  }
}
