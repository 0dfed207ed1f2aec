package dev.ebb.sql;

import org.jspecify.annotations.Nullable;

/**
 * Knows what PostgreSQL 12 to 18 refuse inside a transaction block. What only the server can know
 * (a partitioned table under REINDEX or CLUSTER, a procedure that commits) shows when it is run.
 */
final class TransactionBan {
  private static final String CANNOT = " cannot run inside a transaction block";

  private TransactionBan() {}

  /** Why the statement cannot run in a transaction; null if it can as far as its text tells. */
  static @Nullable String reason(Tokens tokens) {
    Cursor cursor = new Cursor(tokens, 1);
    String name =
        switch (tokens.command()) {
          case "create" -> create(cursor);
          case "drop" -> drop(cursor);
          case "alter" -> alter(cursor);
          case "reindex" -> reindex(cursor);
          case "vacuum" -> "VACUUM";
          case "cluster" -> cluster(cursor);
          default -> null;
        };
    return name == null ? null : name.concat(CANNOT);
  }

  private static @Nullable String create(Cursor cursor) {
    if (cursor.accept("unique")) {
      return cursor.accept("index", "concurrently") ? "CREATE UNIQUE INDEX CONCURRENTLY" : null;
    }
    if (cursor.accept("index")) {
      return cursor.sees("concurrently") ? "CREATE INDEX CONCURRENTLY" : null;
    }
    if (cursor.accept("subscription")) {
      boolean harmless = cursor.switchesOff("connect") || cursor.switchesOff("create_slot");
      return harmless ? null : "CREATE SUBSCRIPTION with a new replication slot";
    }
    if (cursor.accept("database")) {
      return "CREATE DATABASE";
    }
    return cursor.accept("tablespace") ? "CREATE TABLESPACE" : null;
  }

  private static @Nullable String drop(Cursor cursor) {
    return switch (cursor.word()) {
      case "index" -> cursor.sees("concurrently") ? "DROP INDEX CONCURRENTLY" : null;
      case "database" -> "DROP DATABASE";
      case "tablespace" -> "DROP TABLESPACE";
      case "subscription" -> "DROP SUBSCRIPTION";
      default -> null;
    };
  }

  private static @Nullable String alter(Cursor cursor) {
    return switch (cursor.word()) {
      case "table" -> alterTable(cursor);
      case "system" -> "ALTER SYSTEM";
      case "database" -> alterDatabase(cursor);
      case "subscription" -> alterSubscription(cursor);
      default -> null;
    };
  }

  private static @Nullable String alterTable(Cursor cursor) {
    cursor.acceptIfExists();
    cursor.accept("only");
    cursor.name();
    cursor.acceptSymbol('*');
    boolean detaches = cursor.accept("detach", "partition") && cursor.name() != null;
    return detaches && cursor.sees("concurrently")
        ? "ALTER TABLE … DETACH PARTITION … CONCURRENTLY"
        : null;
  }

  private static @Nullable String alterDatabase(Cursor cursor) {
    cursor.name();
    return cursor.accept("set", "tablespace") ? "ALTER DATABASE … SET TABLESPACE" : null;
  }

  private static @Nullable String alterSubscription(Cursor cursor) {
    cursor.name();
    if (cursor.accept("refresh")) {
      return "ALTER SUBSCRIPTION … REFRESH";
    }
    boolean publications =
        cursor.accept("set", "publication")
            || cursor.accept("add", "publication")
            || cursor.accept("drop", "publication");
    if (publications) {
      return cursor.switchesOff("refresh") ? null : "ALTER SUBSCRIPTION with refresh";
    }
    if (cursor.accept("set") && (cursor.restHas("failover") || cursor.restHas("two_phase"))) {
      return "ALTER SUBSCRIPTION … SET (failover or two_phase)";
    }
    return null;
  }

  private static @Nullable String reindex(Cursor cursor) {
    boolean concurrently = cursor.seesOption("concurrently");
    cursor.acceptParentheses();
    return switch (cursor.word()) {
      case "schema" -> "REINDEX SCHEMA";
      case "database" -> "REINDEX DATABASE";
      case "system" -> "REINDEX SYSTEM";
      case "index", "table" ->
          concurrently || cursor.sees("concurrently") ? "REINDEX CONCURRENTLY" : null;
      default -> null;
    };
  }

  private static @Nullable String cluster(Cursor cursor) {
    cursor.acceptParentheses();
    cursor.accept("verbose");
    return cursor.atEnd() ? "CLUSTER without a table" : null;
  }
}
