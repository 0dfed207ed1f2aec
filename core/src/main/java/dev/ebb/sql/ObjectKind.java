package dev.ebb.sql;

import org.jspecify.annotations.Nullable;

/** The kinds of things that {@code CREATE} makes and {@code DROP} removes, as far as Ebb cares. */
public enum ObjectKind {
  TABLE,
  VIEW,
  MATERIALIZED_VIEW,
  SEQUENCE,
  TYPE,
  DOMAIN,
  SCHEMA,
  EXTENSION,
  FUNCTION,
  PROCEDURE,
  /** Its name is unique within its table only. */
  TRIGGER,
  /** Its name is unique within its table only. */
  POLICY,
  /** Also a user or a group; lives in the cluster, not in the database. */
  ROLE,
  DATABASE,
  TABLESPACE,
  SUBSCRIPTION,
  PUBLICATION,
  /** Anything else that has a name: aggregates, rules, servers, foreign tables and so on. */
  OTHER;

  /** Takes the words that name the kind; null if it is one without a plain name of its own. */
  static @Nullable ObjectKind read(Cursor cursor) {
    return switch (cursor.word()) {
      case "table" -> TABLE;
      case "view" -> VIEW;
      case "materialized" -> cursor.accept("view") ? MATERIALIZED_VIEW : null;
      case "sequence" -> SEQUENCE;
      case "type" -> TYPE;
      case "domain" -> DOMAIN;
      case "schema" -> SCHEMA;
      case "extension" -> EXTENSION;
      case "function" -> FUNCTION;
      case "procedure" -> PROCEDURE;
      case "trigger" -> TRIGGER;
      case "policy" -> POLICY;
      case "user" -> cursor.sees("mapping") ? null : ROLE;
      case "role", "group" -> ROLE;
      case "database" -> DATABASE;
      case "tablespace" -> TABLESPACE;
      case "subscription" -> SUBSCRIPTION;
      case "publication" -> PUBLICATION;
      case "aggregate", "collation", "conversion", "server", "statistics", "rule", "routine" ->
          OTHER;
      case "language" -> OTHER;
      case "procedural" -> other(cursor.accept("language"));
      case "event" -> other(cursor.accept("trigger"));
      case "access" -> other(cursor.accept("method"));
      case "foreign" -> other(cursor.accept("table") || cursor.accept("data", "wrapper"));
      case "text" -> other(cursor.accept("search") && !cursor.word().isEmpty());
      default -> null;
    };
  }

  private static @Nullable ObjectKind other(boolean known) {
    return known ? OTHER : null;
  }
}
