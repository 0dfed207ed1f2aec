package dev.ebb.restore.swap;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.sql.Quote;

/**
 * The right to copy, replace or delete databases around one: a lock in the session beside it, gone
 * with the session. Confined to one thread.
 */
public final class Turn implements AutoCloseable {
  private final Session session;
  private final String key;

  private Turn(Session session, String key) {
    this.session = session;
    this.key = key;
  }

  /**
   * Takes it.
   *
   * @throws Fault BUSY if another Ebb has it
   */
  public static Turn take(Site site, Session session) {
    String key =
        "pg_catalog.hashtextextended(" + Quote.literal("ebb restore " + site.database()) + ", 1)";
    if (!session.queryOne(
        "SELECT pg_catalog.pg_try_advisory_lock(" + key + ") AS taken", row -> row.bool("taken"))) {
      throw Fault.of(
          FaultCode.BUSY,
          "another Ebb is making, restoring or deleting a copy of database \""
              + site.database()
              + "\" just now",
          "wait until it is done, and run it again; nothing was changed");
    }
    return new Turn(session, key);
  }

  @Override
  public void close() {
    if (session.isClosed()) {
      return;
    }
    try {
      session.execute("SELECT pg_catalog.pg_advisory_unlock(" + key + ")");
    } catch (SqlFailure e) {
      session.abort();
    }
  }
}
