package dev.ebb.forward;

import dev.ebb.catalog.Kind;
import dev.ebb.fix.FixStatement;
import dev.ebb.sql.Quote;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Makes a generated statement one that may find its work done: {@code IF EXISTS} and {@code IF NOT
 * EXISTS} where PostgreSQL has them, else a block that looks first, or that takes "it is so
 * already" for an answer. Knows the forms in which {@link dev.ebb.fix.Fix} writes. Pure.
 */
final class Guarded {
  private static final List<String> DROPS =
      List.of(
          "FOREIGN DATA WRAPPER",
          "TEXT SEARCH CONFIGURATION",
          "TEXT SEARCH DICTIONARY",
          "TEXT SEARCH TEMPLATE",
          "TEXT SEARCH PARSER",
          "MATERIALIZED VIEW",
          "OPERATOR FAMILY",
          "OPERATOR CLASS",
          "FOREIGN TABLE",
          "EVENT TRIGGER",
          "ACCESS METHOD",
          "USER MAPPING",
          "PUBLICATION",
          "CONVERSION",
          "STATISTICS",
          "COLLATION",
          "EXTENSION",
          "TRANSFORM",
          "AGGREGATE",
          "PROCEDURE",
          "SEQUENCE",
          "FUNCTION",
          "OPERATOR",
          "LANGUAGE",
          "ROUTINE",
          "TRIGGER",
          "SCHEMA",
          "DOMAIN",
          "SERVER",
          "POLICY",
          "INDEX",
          "TABLE",
          "RULE",
          "VIEW",
          "TYPE",
          "CAST");

  private static final List<String> CREATES =
      List.of(
          "UNLOGGED TABLE",
          "FOREIGN TABLE",
          "UNLOGGED SEQUENCE",
          "MATERIALIZED VIEW",
          "UNIQUE INDEX",
          "USER MAPPING",
          "STATISTICS",
          "COLLATION",
          "EXTENSION",
          "SEQUENCE",
          "SCHEMA",
          "SERVER",
          "TABLE",
          "INDEX");

  /** Of these an ALTER can be told that there may be nothing to alter. */
  private static final List<String> ALTERS =
      List.of("MATERIALIZED VIEW", "FOREIGN TABLE", "SEQUENCE", "TABLE", "INDEX", "VIEW");

  private static final Map<String, String> PARTS = new LinkedHashMap<>();

  static {
    PARTS.put(" DROP COLUMN ", "IF EXISTS ");
    PARTS.put(" DROP CONSTRAINT ", "IF EXISTS ");
    PARTS.put(" DROP ATTRIBUTE ", "IF EXISTS ");
    PARTS.put(" ADD COLUMN ", "IF NOT EXISTS ");
    PARTS.put(" ADD VALUE ", "IF NOT EXISTS ");
  }

  /** A routine or an operator gets another name: what it is told by has arguments. */
  private static final Pattern NAMED =
      Pattern.compile("^ALTER [A-Z ]+ .*\\) (RENAME TO|SET SCHEMA) \\S[^;]*$");

  private static final String IS_SO = "duplicate_object OR duplicate_table OR duplicate_function";
  private static final String IS_GONE =
      "undefined_object OR undefined_table OR undefined_column OR undefined_function";

  private Guarded() {}

  /** The statement with its semicolon. */
  static String text(FixStatement statement) {
    String sql = statement.sql();
    if (sql.startsWith("DROP ")) {
      return insert(sql, "DROP ", DROPS, "IF EXISTS ") + ";";
    }
    if (sql.startsWith("CREATE OR REPLACE ")) {
      return sql + ";";
    }
    if (sql.startsWith("CREATE VIEW ")) {
      return "CREATE OR REPLACE VIEW " + sql.substring("CREATE VIEW ".length()) + ";";
    }
    if (sql.startsWith("CREATE ")) {
      String quiet = insert(sql, "CREATE ", CREATES, "IF NOT EXISTS ");
      return quiet.equals(sql) ? unless(IS_SO, sql) : quiet + ";";
    }
    return sql.startsWith("ALTER ") ? alter(statement) : sql + ";";
  }

  private static String alter(FixStatement statement) {
    String sql = statement.sql();
    if (find(sql, " ADD CONSTRAINT ") > 0 || find(sql, " ADD PRIMARY KEY ") > 0) {
      return constraint(statement);
    }
    if (find(sql, " RENAME COLUMN ") > 0
        || find(sql, " RENAME CONSTRAINT ") > 0
        || find(sql, " RENAME ATTRIBUTE ") > 0) {
      return unless(IS_GONE, sql);
    }
    if (find(sql, " RENAME VALUE ") > 0) {
      return unless("invalid_parameter_value", sql);
    }
    if (find(sql, " ATTACH PARTITION ") > 0) {
      return unless("wrong_object_type", sql);
    }
    if (find(sql, " DETACH PARTITION ") > 0 || find(sql, " NO INHERIT ") > 0) {
      return unless("undefined_table", sql);
    }
    if (find(sql, " INHERIT ") > 0) {
      return unless("duplicate_table", sql);
    }
    String quiet = sql;
    for (Map.Entry<String, String> part : PARTS.entrySet()) {
      int at = find(quiet, part.getKey());
      if (at > 0) {
        int end = at + part.getKey().length();
        quiet = quiet.substring(0, end) + part.getValue() + quiet.substring(end);
        break;
      }
    }
    quiet = insert(quiet, "ALTER ", ALTERS, "IF EXISTS ");
    boolean named =
        find(sql, " RENAME TO ") > 0 || find(sql, " SET SCHEMA ") > 0 || NAMED.matcher(sql).find();
    return quiet.equals(sql) && named ? unless(IS_GONE, sql) : quiet + ";";
  }

  // A second primary key is another error than a second constraint of one name, so this looks.
  private static String constraint(FixStatement statement) {
    boolean ofTable = statement.sql().startsWith("ALTER TABLE ");
    if (statement.object().kind() != Kind.CONSTRAINT) {
      return unless(IS_SO, statement.sql());
    }
    String of =
        ofTable
            ? "conrelid = pg_catalog.to_regclass(" + literal(statement.object().container()) + ")"
            : "contypid = pg_catalog.to_regtype(" + literal(statement.object().container()) + ")";
    return block(
        "IF NOT EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE "
            + of
            + " AND pg_catalog.quote_ident(conname) = "
            + literal(statement.object().simpleName())
            + ") THEN\n    "
            + statement.sql()
            + ";\n  END IF;");
  }

  private static String literal(String text) {
    return Quote.literal(text);
  }

  private static String unless(String conditions, String sql) {
    return block(sql + ";\nEXCEPTION WHEN " + conditions + " THEN\n  NULL;");
  }

  private static String block(String body) {
    String tag = "$ebb$";
    for (int i = 1; body.contains(tag); i++) {
      tag = "$ebb" + i + "$";
    }
    return "DO " + tag + "\nBEGIN\n  " + body + "\nEND\n" + tag + ";";
  }

  private static String insert(String sql, String verb, List<String> kinds, String words) {
    for (String kind : kinds) {
      String head = verb + kind + " ";
      if (sql.startsWith(head)) {
        return sql.startsWith(words, head.length())
            ? sql
            : head + words + sql.substring(head.length());
      }
    }
    return sql;
  }

  /** Where a word stands outside of quotes, before any parenthesis; -1 if nowhere. */
  private static int find(String sql, String word) {
    boolean quoted = false;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '(' || c == '\'')) {
        return -1;
      } else if (!quoted && sql.startsWith(word, i)) {
        return i;
      }
    }
    return -1;
  }
}
