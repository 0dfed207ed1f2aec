package dev.ebb.loss;

import dev.ebb.db.Session;
import dev.ebb.sql.Quote;
import dev.ebb.sql.Script;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Looks into blocks of code and functions for statements that would take something away. */
final class CodeText {
  private static final String WORDS = "delete|update|truncate|drop|merge|alter|execute|call";
  private static final Pattern DESTROYS =
      Pattern.compile("\\b(" + WORDS + ")\\b", Pattern.CASE_INSENSITIVE);
  // What a statement of PL/pgSQL may stand behind.
  private static final Pattern STATEMENT =
      Pattern.compile(
          "(?:^|;|\\b(?:begin|then|else|loop)\\b)\\s*"
              + "((?:drop|alter\\s+table|delete\\s+from|truncate|update)\\b[^;]*);",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern COMMENT = Pattern.compile("--[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);

  private CodeText() {}

  /** Whether a text has a word by which data can be taken away. */
  static boolean mayDestroy(String text) {
    return DESTROYS.matcher(COMMENT.matcher(text).replaceAll(" ")).find();
  }

  /** The statements in a block that take something away and are written out in it. */
  static List<Statement> statements(String text) {
    List<Statement> found = new ArrayList<>();
    Matcher matcher = STATEMENT.matcher(COMMENT.matcher(text).replaceAll(" "));
    int from = 0;
    while (matcher.find(from)) {
      found.addAll(Script.parse(matcher.group(1)).statements());
      // the semicolon at the end may be the one that the next stands behind
      from = matcher.end() - 1;
    }
    return found;
  }

  /** Those of these functions that somebody has written and that may change what is stored. */
  static List<String> mayDestroy(Session session, Collection<SqlName> functions) {
    return session.query(
        """
        SELECT DISTINCT p.proname::text FROM pg_catalog.pg_proc p
          JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
          JOIN pg_catalog.pg_language l ON l.oid = p.prolang
         WHERE p.proname IN (%s) AND p.provolatile = 'v' AND n.nspname <> 'pg_catalog'
           AND (l.lanname NOT IN ('sql', 'plpgsql') OR p.prosrc ~* %s
                OR (l.lanname = 'sql' AND p.prosrc = ''))
         ORDER BY 1
        """
            .formatted(
                functions.stream()
                    .map(f -> Quote.literal(f.name()))
                    .collect(Collectors.joining(", ")),
                Quote.literal("\\y(" + WORDS + ")\\y")),
        row -> row.text("proname"));
  }
}
