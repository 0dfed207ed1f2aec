package dev.ebb.shadow;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.sql.Quote;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A scratch database: nobody's data, for us to do with as we like. Gone when it is closed; after a
 * crash, or a power failure, gone when the next one is opened on that server. While it is open a
 * session is kept in it, which tells others that it is in use.
 *
 * <p>Not thread-safe, except {@link #close()}. Several shadows at once are fine.
 */
public final class Shadow implements AutoCloseable {
  private final Ground ground;
  private final Likeness likeness;
  private final Clock clock;
  private final String database;
  private final boolean ownsGround;
  private final List<String> remarks;
  private final Thread atExit = new Thread(this::remove, "ebb-shadow-remover");
  private Session session;
  private boolean removed;

  private Shadow(Making making, String database, Session session, boolean ownsGround) {
    this.ground = making.ground;
    this.likeness = making.likeness;
    this.clock = making.clock;
    this.remarks = List.copyOf(making.remarks);
    this.database = database;
    this.session = session;
    this.ownsGround = ownsGround;
    if (!ground.ours()) {
      Runtime.getRuntime().addShutdownHook(atExit);
    }
  }

  /**
   * Makes an empty scratch database. Takes a tenth of a second on a server that is there, half a
   * second on one of our own; several on one server are cheaper with {@link #another()}.
   *
   * @param likeness what it has to have in common with the database that it stands for
   * @throws Fault if the server cannot be reached or started, or the role may not create databases,
   *     with what to do
   */
  public static Shadow open(ShadowPlace place, Likeness likeness) {
    return open(place, likeness, Clock.systemUTC());
  }

  static Shadow open(ShadowPlace place, Likeness likeness, Clock clock) {
    Ground ground = Ground.open(place, likeness);
    try {
      return new Making(ground, likeness, clock).make(null, true);
    } catch (RuntimeException e) {
      ground.close();
      throw e;
    }
  }

  /**
   * A copy of a whole database, rows included, beside it on its own server. Takes as long as its
   * files take to be copied, and as much room; nobody can connect to the database meanwhile, and
   * nobody but the caller's role may be connected to it, not even the caller.
   *
   * @param source the database
   * @throws Fault if somebody is connected, or the role may not create databases
   */
  public static Shadow ofCopy(ConnectionSettings source, Likeness likeness) {
    Ground ground = new Ground(source, null, null);
    return new Making(ground, likeness, Clock.systemUTC()).make(source.database(), true);
  }

  /** Another empty one on the same server, to be closed before this one. */
  public Shadow another() {
    return new Making(ground, likeness, clock).make(null, false);
  }

  /**
   * One that has all that is in this one now, rows included, on the same server; to be closed
   * before this one. Nobody else may be connected to this one meanwhile, and its {@link #session()}
   * is another one afterwards.
   */
  public Shadow copy() {
    session.close();
    try {
      return new Making(ground, likeness, clock).make(database, false);
    } finally {
      session = connector().open();
    }
  }

  /** How to connect to it. */
  public Connector connector() {
    return ground.to(database);
  }

  /** A session in it that stays open as long as it does. */
  public Session session() {
    return session;
  }

  /** Its name on its server. */
  public String database() {
    return database;
  }

  /** The server's major version. */
  public int major() {
    return session.facts().major();
  }

  /** In what it could not be made as the database that it stands for; empty if in nothing. */
  public List<String> remarks() {
    return remarks;
  }

  /** Drops it, whoever is connected. May be called again. Thread-safe. */
  @Override
  public void close() {
    if (!ground.ours()) {
      try {
        Runtime.getRuntime().removeShutdownHook(atExit);
      } catch (IllegalStateException _) {
        // the process is ending already
      }
    }
    remove();
  }

  private synchronized void remove() {
    if (removed) {
      return;
    }
    removed = true;
    session.abort();
    if (ownsGround && ground.ours()) {
      ground.close();
    } else {
      ground.drop(database);
    }
  }

  /** Where it is. */
  @Override
  public String toString() {
    return session.toString();
  }

  /** How one comes into being. */
  private static final class Making {
    private static final int ATTEMPTS = 3;

    private final Ground ground;
    private final Likeness likeness;
    private final Clock clock;
    private final List<String> remarks = new ArrayList<>();

    Making(Ground ground, Likeness likeness, Clock clock) {
      this.ground = ground;
      this.likeness = likeness;
      this.clock = clock;
    }

    Shadow make(@Nullable String template, boolean ownsGround) {
      for (int attempt = 1; ; attempt++) {
        String name = ScratchName.ours(clock.instant()).database();
        create(name, template);
        try {
          Session session = ground.to(name).open();
          settle(session, name);
          return new Shadow(this, name, session, ownsGround);
        } catch (Fault | SqlFailure e) {
          // before we were connected, it looked like somebody's leftover
          boolean again = attempt < ATTEMPTS && !ground.has(name);
          ground.drop(name);
          if (!again) {
            throw e;
          }
        }
      }
    }

    private void create(String name, @Nullable String template) {
      try (Session session = ground.connect()) {
        if (!ground.ours()) {
          Leftovers.remove(session, clock.instant());
        }
        if (session.facts().major() != likeness.major()) {
          remarks.add(
              "it runs on PostgreSQL %d, and what it stands for on %d"
                  .formatted(session.facts().major(), likeness.major()));
        }
        String from = template == null ? "template0" : Quote.identifier(template);
        String create = "CREATE DATABASE " + Quote.identifier(name) + " TEMPLATE " + from;
        boolean plain = template != null || ground.ours() || likeness.locale().isEmpty();
        create(session, create, plain ? "" : likeness.locale());
        session.execute(
            "ALTER DATABASE " + Quote.identifier(name) + " SET synchronous_commit = off");
      } catch (SqlFailure e) {
        throw refused(e);
      }
    }

    private void create(Session session, String create, String locale) {
      try {
        session.execute(create + " " + locale);
      } catch (SqlFailure e) {
        if (locale.isEmpty() || e.isPermission() || e.isConnectionLost()) {
          throw e;
        }
        session.execute(create);
        remarks.add("its text sorts otherwise, since its server refused: " + e.serverMessage());
      }
    }

    private Fault refused(SqlFailure e) {
      if (e.isPermission()) {
        return Fault.of(
            FaultCode.PERMISSION,
            "role %s may not create databases on %s, so there can be no shadow"
                .formatted(Quote.identifier(ground.admin().user()), ground.admin().describe()),
            "have somebody run: ALTER ROLE "
                + Quote.identifier(ground.admin().user())
                + " CREATEDB; or use a server where the role may: --shadow=embedded for one of Ebb's"
                + " own, --shadow=postgres://… for another; nothing was changed",
            e);
      }
      return Fault.of(
          e.faultCode(),
          "no scratch database could be made on "
              + ground.admin().describe()
              + ": "
              + e.serverMessage(),
          "mend the cause, or use another server with --shadow=…; nothing was changed",
          e);
    }

    // Rules read what the server says while a script runs, and they read English.
    private void speakEnglish(Session session, String name) {
      try {
        session.execute(
            "ALTER ROLE CURRENT_USER IN DATABASE %s SET lc_messages = 'C'; SET lc_messages = 'C'"
                .formatted(Quote.identifier(name)));
      } catch (SqlFailure e) {
        if (!e.isPermission()) {
          throw e;
        }
        String language = session.queryOne("SHOW lc_messages", row -> row.text("lc_messages"));
        if (!language.matches("(?i)(C|POSIX|en)\\b.*|en_.*|")) {
          remarks.add("its server speaks " + language + ", and not all of that is understood here");
        }
      }
    }

    // What is set for the database is there for every session that the migrations' scripts get.
    private void settle(Session session, String name) {
      speakEnglish(session, name);
      for (Map.Entry<String, String> setting : likeness.settings().entrySet()) {
        try {
          session.execute(
              "SELECT pg_catalog.set_config(%s, %s, false); ALTER DATABASE %s SET %s FROM CURRENT"
                  .formatted(
                      Quote.literal(setting.getKey()),
                      Quote.literal(setting.getValue()),
                      Quote.identifier(name),
                      setting.getKey()));
        } catch (SqlFailure e) {
          if (e.isConnectionLost()) {
            throw e;
          }
          remarks.add("setting " + setting.getKey() + " differs: " + e.serverMessage());
        }
      }
      if (likeness.namespace() != null) {
        session.execute("CREATE SCHEMA IF NOT EXISTS " + Quote.identifier(likeness.namespace()));
      }
    }
  }
}
