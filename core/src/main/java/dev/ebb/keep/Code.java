package dev.ebb.keep;

import dev.ebb.db.Session;
import dev.ebb.loss.Touch;
import dev.ebb.sql.Cursor;
import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Looks into functions and procedures for what could take data away. */
final class Code {
  private static final String WORDS =
      "\\y(delete|update|truncate|drop|merge|alter|execute|perform|call)\\y";
  private static final Pattern DESTROYS =
      Pattern.compile(WORDS.replace("\\y", "\\b"), Pattern.CASE_INSENSITIVE);

  // What a forward fix writes in blocks that look first; neither takes anything away.
  private static final Pattern HARMLESS =
      Pattern.compile(
          "\\balter (table|domain) ((\"([^\"]|\"\")*\"|[\\w$]+)\\.?){1,2} (add constraint|rename)\\b",
          Pattern.CASE_INSENSITIVE);

  private final Session session;

  Code(Session session) {
    this.session = session;
  }

  /**
   * Those of these names under which somebody has a function of their own that may change what is
   * stored. Those in C are not read; they may do anything.
   */
  Set<String> mayDestroy(Collection<String> functions) {
    return Set.copyOf(session.query(dangerous(functions), row -> row.text("proname")));
  }

  /** A query for their names. */
  static String dangerous(Collection<String> functions) {
    return """
    SELECT DISTINCT p.proname FROM pg_catalog.pg_proc p
      JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      JOIN pg_catalog.pg_language l ON l.oid = p.prolang
     WHERE p.proname IN (%s) AND p.provolatile = 'v' AND n.nspname <> 'pg_catalog'
       AND (l.lanname NOT IN ('sql', 'plpgsql') OR p.prosrc ~* %s
            OR (l.lanname = 'sql' AND p.prosrc = ''))\
    """
        .formatted(
            functions.stream().map(Quote::literal).collect(Collectors.joining(", ")),
            Quote.literal(WORDS));
  }

  /** Whether a statement that runs code may: what it calls, or what it is itself. */
  boolean mayDestroy(Statement statement) {
    Cursor cursor = Cursor.over(statement.text());
    if (cursor.accept("call")) {
      SqlName procedure = cursor.name();
      return procedure == null || !mayDestroy(Set.of(procedure.name())).isEmpty();
    }
    return !(Touch.of(statement) instanceof Touch.Nothing)
        && DESTROYS.matcher(HARMLESS.matcher(statement.text()).replaceAll("")).find();
  }
}
