package dev.ebb.passage;

import dev.ebb.db.Session;
import java.util.List;
import java.util.Optional;

/**
 * Who else is in a database.
 *
 * @param others applications with how many sessions each, but for Ebb's own
 * @param longest the oldest open transaction of anybody, if it is old enough to be in the way
 */
record Company(List<String> others, Optional<String> longest) {

  // A role that may not see the sessions of others sees no kind of them: all that have a user
  // count.
  static Company in(Session session) {
    List<String> others =
        session.query(
            """
            SELECT coalesce(nullif(application_name, ''), 'no name') AS application,
                   coalesce(usename, '?') AS role, count(*) AS n
              FROM pg_stat_activity
             WHERE datname = current_database() AND coalesce(backend_type, 'client backend') = 'client backend'
               AND usesysid IS NOT NULL AND pid <> pg_backend_pid() AND coalesce(application_name, '') !~ '^ebb( |$)'
             GROUP BY 1, 2 ORDER BY 1, 2\
            """,
            r -> {
              long n = r.int64("n");
              return "\"%s\" as %s%s"
                  .formatted(
                      r.text("application"), r.text("role"), n == 1 ? "" : " (" + n + " sessions)");
            });
    Optional<String> longest =
        session.queryFirst(
            """
            SELECT pid, coalesce(nullif(application_name, ''), 'no name') AS application,
                   extract(epoch FROM clock_timestamp() - xact_start)::int8 AS seconds
              FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()
               AND backend_type = 'client backend' AND xact_start < clock_timestamp() - interval '1 minute'
             ORDER BY xact_start LIMIT 1\
            """,
            r ->
                "process %d of \"%s\" has had a transaction open for %d s"
                    .formatted(r.int64("pid"), r.text("application"), r.int64("seconds")));
    return new Company(others, longest);
  }
}
