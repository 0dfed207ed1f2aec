package dev.ebb.restore.swap;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.sql.Quote;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A database that is being made: not yet anything. Its maker holds an advisory lock named after it,
 * so that what a dead maker left can be told from what is at work, on whatever machine. Closing
 * drops it, unless it became something. Confined to one thread.
 */
public final class Making implements AutoCloseable {
  private static final String PREFIX = "ebb_making_";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd't'HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String UNUSED =
      """
      SELECT d.datname::text AS name FROM pg_catalog.pg_database d
       WHERE d.datname LIKE 'ebb\\_making\\_%' AND pg_catalog.pg_has_role(d.datdba, 'MEMBER')
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)
       ORDER BY 1\
      """;

  private final Site site;
  private final Session session;
  private final String database;
  private final Thread atExit = new Thread(this::abandon, "ebb-making-remover");
  private volatile boolean made;

  private Making(Site site, Session session, String database) {
    this.site = site;
    this.session = session;
    this.database = database;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Takes a name for something new, and removes what dead makers left.
   *
   * @param site whose clock gives the name
   * @param session keeps the lock; in another database, and not closed before this is
   */
  public static Making begin(Site site, Session session) {
    removeLeftovers(session);
    String database = PREFIX + TIME.format(site.clock().instant()) + "_" + random();
    session.execute("SELECT pg_catalog.pg_advisory_lock(" + key(database) + ")");
    return new Making(site, session, database);
  }

  /** A moment as part of a name. */
  public static String stamp(Instant moment) {
    return TIME.format(moment);
  }

  private static String random() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  }

  private static String key(String database) {
    return "pg_catalog.hashtextextended(" + Quote.literal(database) + ", 0)";
  }

  /**
   * Removes databases that nobody makes any more.
   *
   * @return their names
   */
  public static List<String> removeLeftovers(Session session) {
    List<String> unused = session.query(UNUSED, row -> row.text("name"));
    return unused.stream().filter(name -> remove(session, name)).toList();
  }

  private static boolean remove(Session session, String name) {
    if (!session.queryOne(
        "SELECT pg_catalog.pg_try_advisory_lock(" + key(name) + ") AS free",
        row -> row.bool("free"))) {
      return false;
    }
    try {
      session.execute("DROP DATABASE IF EXISTS " + Quote.identifier(name));
      return true;
    } catch (SqlFailure e) {
      if (e.isConnectionLost()) {
        throw e;
      }
      return false;
    } finally {
      if (!session.isClosed()) {
        session.execute("SELECT pg_catalog.pg_advisory_unlock(" + key(name) + ")");
      }
    }
  }

  /** Its name as long as it is being made. */
  public String database() {
    return database;
  }

  /** It has become something, under another name: closing leaves it alone. */
  public void made() {
    made = true;
  }

  /** Drops it, if it is there, and lets go of the name. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException _) {
      // the process is ending already
    }
    if (!session.isClosed()) {
      end();
    }
  }

  private void end() {
    try {
      if (session.inTransaction()) {
        session.execute("ROLLBACK");
      }
      if (!made) {
        Databases.drop(session, database);
      }
      session.execute("SELECT pg_catalog.pg_advisory_unlock(" + key(database) + ")");
    } catch (SqlFailure e) {
      if (!made) {
        retry();
      }
    }
  }

  // The process ends while the server is still at work for it.
  private void abandon() {
    if (!made) {
      session.abort();
      retry();
    }
  }

  // The session is lost, or was cancelled: another may still get through to the server.
  private void retry() {
    try (Session other = site.beside()) {
      Databases.drop(other, database);
    } catch (RuntimeException _) {
      // whoever makes the next one on this server removes it
    }
  }
}
