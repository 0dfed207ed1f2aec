package dev.ebb.keep;

import dev.ebb.db.Session;
import java.util.HashMap;
import java.util.Map;

/**
 * How many rows this session has deleted and updated in each table, as the server itself counts
 * them: the difference of two tells what a statement did, whatever triggers, rules and functions it
 * went through. Counts grow also in what is rolled back. Immutable.
 *
 * @param byTable by the table's number; tables without either are left out
 */
record Counters(Map<Long, Counts> byTable) {
  private static final String QUERY =
      """
      SELECT x.* FROM (
        SELECT c.oid::bigint AS oid, pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) AS deleted,
               pg_catalog.pg_stat_get_xact_tuples_updated(c.oid) AS updated
          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND :others) x
       WHERE x.deleted > 0 OR x.updated > 0
      """;

  /** What was done to one table. */
  record Counts(long deleted, long updated) {}

  /** Reads them. */
  static Counters read(Session session, Inventory.Books books) {
    return read(session, "", books);
  }

  /** Sends statements before, in the same message, and reads them. */
  static Counters read(Session session, String before, Inventory.Books books) {
    Map<Long, Counts> byTable = new HashMap<>();
    session.query(
        before + QUERY.replace(":others", books.others()),
        row ->
            byTable.put(row.int64("oid"), new Counts(row.int64("deleted"), row.int64("updated"))));
    return new Counters(byTable);
  }

  /** What was done since. */
  Map<Long, Counts> since(Counters earlier) {
    Map<Long, Counts> since = new HashMap<>();
    byTable.forEach((oid, now) -> {
      Counts then = earlier.byTable.getOrDefault(oid, new Counts(0, 0));
      Counts done = new Counts(now.deleted() - then.deleted(), now.updated() - then.updated());
      if (done.deleted() > 0 || done.updated() > 0) {
        since.put(oid, done);
      }
    });
    return since;
  }
}
