package dev.ebb.compat;

import dev.ebb.compat.Signature.Column;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Prepares statements in a scratch database; runs none of them to any effect. */
final class Preparer {
  private static final String NAME = "ebb_compat";

  // What the server records of interval '1 day' is interval $1, which it does not understand.
  private static final Pattern TYPED_LITERAL =
      Pattern.compile(
          "(?i)\\b(interval|date|timestamptz|timestamp|time|inet|uuid|jsonb?)\\s+(\\$\\d+)\\b");

  private final Session session;

  Preparer(Session session) {
    this.session = session;
  }

  /** What came of it: one of the two is there. */
  record Result(List<Signature> signature, String refusal) {
    boolean isRefused() {
      return signature.isEmpty();
    }
  }

  Result prepare(String sql) {
    Result first = attempt(sql);
    String mended = TYPED_LITERAL.matcher(sql).replaceAll("CAST($2 AS $1)");
    return first.isRefused() && !mended.equals(sql) ? attempt(mended) : first;
  }

  private Result attempt(String sql) {
    try {
      session.execute("BEGIN");
      session.execute("PREPARE " + NAME + " AS " + sql);
      List<String> takes = types("parameter_types");
      List<Column> gives = columns(sql, takes.size());
      return new Result(List.of(new Signature(takes, gives)), "");
    } catch (SqlFailure failure) {
      if (failure.isConnectionLost()) {
        throw failure;
      }
      return new Result(List.of(), failure.serverMessage());
    } finally {
      session.execute("ROLLBACK; DEALLOCATE ALL");
    }
  }

  private List<String> types(String which) {
    return session.query(
        "SELECT x.type::text AS type FROM pg_catalog.pg_prepared_statements p,"
            + " pg_catalog.unnest(p."
            + which
            + ") WITH ORDINALITY x(type, place) WHERE p.name = '"
            + NAME
            + "' ORDER BY x.place",
        row -> row.text("type"));
  }

  // Names are told only by a table that is made from the result; without rows nothing runs.
  private List<Column> columns(String sql, int values) {
    boolean changes = !isQuery(sql);
    if (changes && !sql.toLowerCase(Locale.ROOT).contains("returning")) {
      return List.of();
    }
    session.execute("SAVEPOINT ebb");
    try {
      if (changes) {
        session.execute("DEALLOCATE " + NAME);
        session.execute("PREPARE " + NAME + " AS WITH ebb AS (" + sql + "\n) SELECT * FROM ebb");
      }
      String nulls = String.join(", ", Collections.nCopies(values, "NULL"));
      session.execute(
          "CREATE TEMP TABLE ebb_compat_result AS EXECUTE "
              + NAME
              + (values == 0 ? "" : "(" + nulls + ")")
              + " WITH NO DATA");
      return session.query(
          """
          SELECT a.attname::text AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type
            FROM pg_catalog.pg_attribute a
           WHERE a.attrelid = 'pg_temp.ebb_compat_result'::pg_catalog.regclass AND a.attnum > 0
           ORDER BY a.attnum
          """,
          row -> new Column(row.text("name"), row.text("type")));
    } catch (SqlFailure failure) {
      if (failure.isConnectionLost()) {
        throw failure;
      }
      session.execute("ROLLBACK TO SAVEPOINT ebb");
      return session.facts().major() < 16 ? List.of() : unnamed();
    }
  }

  private List<Column> unnamed() {
    List<Column> columns = new ArrayList<>();
    types("result_types").forEach(type -> columns.add(new Column("", type)));
    return columns;
  }

  private static boolean isQuery(String sql) {
    String text = sql.stripLeading().toLowerCase(Locale.ROOT);
    return !text.startsWith("insert")
        && !text.startsWith("update")
        && !text.startsWith("delete")
        && !text.startsWith("merge");
  }
}
