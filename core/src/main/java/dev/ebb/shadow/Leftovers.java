package dev.ebb.shadow;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.sql.Quote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes scratch databases whose makers died without a word. Those that somebody is connected to
 * are left alone: whoever made one keeps a session in it.
 */
final class Leftovers {
  private static final String UNUSED =
      """
      SELECT d.datname::text AS name FROM pg_catalog.pg_database d
       WHERE d.datname LIKE '%s' AND pg_catalog.pg_has_role(d.datdba, 'MEMBER')
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)
       ORDER BY 1\
      """
          .formatted(ScratchName.LIKE);

  private Leftovers() {}

  /**
   * Removes what is left over on a server.
   *
   * @return the names of what was removed
   */
  static List<String> remove(Session session, Instant now) {
    List<String> removed = new ArrayList<>();
    for (String database : session.query(UNUSED, row -> row.text("name"))) {
      if (ScratchName.parse(database).filter(name -> name.isAbandoned(now)).isPresent()) {
        try {
          // without force: somebody may have come in the meantime
          session.execute("DROP DATABASE IF EXISTS " + Quote.identifier(database));
          removed.add(database);
        } catch (SqlFailure e) {
          if (e.isConnectionLost()) {
            throw e;
          }
          // somebody came, or another Ebb removes it at this moment
        }
      }
    }
    return removed;
  }
}
