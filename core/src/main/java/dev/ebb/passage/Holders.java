package dev.ebb.passage;

import dev.ebb.db.Session;
import dev.ebb.sql.Quote;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Who holds tables just now on which scripts will work. */
final class Holders {
  private Holders() {}

  /**
   * One sentence for each transaction.
   *
   * @param words what may be names of tables
   */
  static List<String> of(Session session, Set<String> words) {
    if (words.isEmpty()) {
      return List.of();
    }
    String names = words.stream().map(Quote::literal).collect(Collectors.joining(", "));
    return session.query(
        """
        SELECT coalesce('process ' || l.pid, 'a prepared transaction (see pg_prepared_xacts)') AS who,
               coalesce(' of "' || nullif(a.application_name, '') || '"', '')
                 || coalesce(' as ' || a.usename, '') AS whose,
               array_to_string((array_agg(DISTINCT format('%I.%I', n.nspname, c.relname)))[1:3], ', ')
                 || CASE WHEN count(DISTINCT c.oid) > 3
                         THEN ' and ' || count(DISTINCT c.oid) - 3 || ' more' ELSE '' END AS tables,
               coalesce(extract(epoch FROM clock_timestamp() - min(a.xact_start))::int8, 0) AS seconds
          FROM pg_catalog.pg_locks l
          JOIN pg_catalog.pg_class c ON c.oid = l.relation AND c.relkind IN ('r', 'p', 'm', 'v')
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
         WHERE l.locktype = 'relation' AND l.granted AND l.pid IS DISTINCT FROM pg_backend_pid()
           AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
           AND n.nspname NOT IN ('pg_catalog', 'information_schema')
           AND coalesce(a.backend_type, 'client backend') = 'client backend'
           AND c.relname IN (\
        """
            + names
            + ") GROUP BY l.pid, l.virtualtransaction, a.application_name, a.usename ORDER BY 4 DESC",
        r ->
            "%s%s holds %s, since %d s; what has to change there will wait for that"
                .formatted(r.text("who"), r.text("whose"), r.text("tables"), r.int64("seconds")));
  }
}
