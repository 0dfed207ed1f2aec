package dev.ebb.compat;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.sql.Quote;
import dev.ebb.sql.Script;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Statements of an application, as far as they can be prepared. Immutable.
 *
 * @param queries each once, those that are sent most first
 * @param others how many statements were of other kinds, as {@code SET} or {@code CREATE}
 * @param hidden how many the role may not see
 */
public record Recording(List<RecordedQuery> queries, int others, int hidden) {
  private static final Set<String> PREPARABLE =
      Set.of("select", "insert", "update", "delete", "with", "values", "table", "merge", "(");
  private static final String EXTENSION =
      """
      SELECT n.nspname::text AS name FROM pg_catalog.pg_extension e
        JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'
      """;

  public Recording {
    queries = List.copyOf(queries);
  }

  /**
   * What the server of a live database has recorded of it. Changes nothing.
   *
   * @throws Fault SERVER if it records nothing, with what to do
   */
  public static Recording of(Session session) {
    Optional<String> namespace = session.queryFirst(EXTENSION, row -> row.text("name"));
    if (namespace.isEmpty()) {
      throw Fault.of(
          FaultCode.SERVER,
          "the extension pg_stat_statements is not installed in " + session,
          "set shared_preload_libraries = 'pg_stat_statements', restart the server, run CREATE"
              + " EXTENSION pg_stat_statements, and let the application work for a day; or give its"
              + " statements in a file: --queries=FILE");
    }
    try {
      List<RecordedQuery> found =
          session.query(
              """
              SELECT s.query, sum(s.calls)::int8 AS calls FROM %s.pg_stat_statements s
               WHERE s.dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
                 AND s.query IS NOT NULL
               GROUP BY s.query ORDER BY 2 DESC, 1
              """
                  .formatted(Quote.identifier(namespace.get())),
              row ->
                  new RecordedQuery(row.text("query"), row.int64("calls"), "pg_stat_statements"));
      return sorted(found);
    } catch (SqlFailure e) {
      throw Fault.of(
          FaultCode.SERVER,
          "pg_stat_statements in " + session + " cannot be read: " + e.serverMessage(),
          "it works only with shared_preload_libraries = 'pg_stat_statements' and a restart; or give"
              + " the statements in a file: --queries=FILE",
          e);
    }
  }

  /** The statements of a file, separated by semicolons. */
  public static Recording inFile(String text, String name) {
    List<RecordedQuery> found = new ArrayList<>();
    for (Statement statement : Script.parse(text).statements()) {
      found.add(new RecordedQuery(statement.text(), 0, name + ":" + statement.start().line()));
    }
    return sorted(found);
  }

  private static Recording sorted(List<RecordedQuery> found) {
    List<RecordedQuery> queries = new ArrayList<>();
    int others = 0;
    int hidden = 0;
    for (RecordedQuery query : found) {
      List<Statement> statements = Script.parse(query.text()).statements();
      if (query.text().startsWith("<insufficient privilege>")) {
        hidden++;
      } else if (statements.size() == 1 && isPreparable(statements.getFirst())) {
        queries.add(new RecordedQuery(statements.getFirst().text(), query.calls(), query.origin()));
      } else {
        others++;
      }
    }
    return new Recording(queries, others, hidden);
  }

  private static boolean isPreparable(Statement statement) {
    String head = statement.head().toLowerCase(Locale.ROOT);
    int end = 0;
    while (end < head.length() && Character.isLetter(head.charAt(end))) {
      end++;
    }
    return PREPARABLE.contains(end == 0 && head.startsWith("(") ? "(" : head.substring(0, end));
  }
}
