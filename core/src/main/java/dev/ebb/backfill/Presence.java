package dev.ebb.backfill;

import dev.ebb.db.Session;
import dev.ebb.outofband.OutOfBandId;
import java.util.List;

/**
 * Who works on a migration: each session that does holds an advisory lock that others may share.
 * Whoever wants to change the direction needs it alone.
 */
final class Presence {
  // Half of the key of the lock; the other half is the migration. Derived from the name of the
  // table, as the keys of schemas are, and so that it is none of theirs.
  private static final int CLASS = 0x6f_6f_62_6d;

  private Presence() {}

  /** Joins those who work; lasts as long as the session. False while somebody has it alone. */
  static boolean join(Session session, OutOfBandId id) {
    return bool(session, "pg_try_advisory_lock_shared", id);
  }

  /** Leaves them. */
  static void leave(Session session, OutOfBandId id) {
    boolean _ = bool(session, "pg_advisory_unlock_shared", id);
  }

  /** Takes it alone; false while anybody works. */
  static boolean alone(Session session, OutOfBandId id) {
    return bool(session, "pg_try_advisory_lock", id);
  }

  /** Gives it up. */
  static void end(Session session, OutOfBandId id) {
    boolean _ = bool(session, "pg_advisory_unlock", id);
  }

  private static boolean bool(Session session, String function, OutOfBandId id) {
    return session.queryOne(
        "SELECT " + function + "(" + CLASS + ", " + id + ") AS got", row -> row.bool("got"));
  }

  /** A condition on rows of {@code pg_locks l}: held for this migration, in this database. */
  static String lockRow(OutOfBandId id) {
    return "l.locktype = 'advisory' AND l.granted AND l.classid = "
        + CLASS
        + " AND l.objsubid = 2 AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname ="
        + " current_database()) AND l.objid = "
        + id;
  }

  /** Who is there besides this session, for a message. */
  static List<String> others(Session session, OutOfBandId id) {
    return session.query(
        "SELECT format('%s (%s, user %s, from %s)', l.pid, coalesce(nullif(a.application_name, ''), '?'),"
            + " coalesce(a.usename::text, '?'), coalesce(a.client_addr::text, 'this machine')) AS who"
            + " FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a USING (pid)"
            + " WHERE l.pid <> pg_backend_pid() AND "
            + lockRow(id)
            + " ORDER BY 1",
        row -> row.text("who"));
  }
}
