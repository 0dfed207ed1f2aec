package dev.ebb.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the head of a statement into an {@link Effect}. Stateless. */
final class EffectReader {
  static final Effect NONE = new Effect.Other();

  private EffectReader() {}

  static Effect read(Tokens tokens) {
    Cursor cursor = new Cursor(tokens, 1);
    Effect effect =
        switch (tokens.command()) {
          case "create" -> create(cursor);
          case "drop" -> drop(cursor);
          case "alter" -> alter(cursor);
          case "reindex" -> reindex(cursor);
          case "comment" -> comment(cursor);
          case "call" -> call(cursor);
          default -> NONE;
        };
    return effect == null ? NONE : effect;
  }

  private static @Nullable Effect call(Cursor cursor) {
    SqlName procedure = cursor.name();
    return procedure == null ? null : new Effect.Calls(procedure);
  }

  private static @Nullable Effect comment(Cursor cursor) {
    if (!cursor.accept("on", "extension")) {
      return null;
    }
    String name = cursor.identifier();
    return name == null ? null : new Effect.AltersExtension(name);
  }

  private static @Nullable Effect reindex(Cursor cursor) {
    boolean concurrently = cursor.seesOption("concurrently");
    cursor.acceptParentheses();
    String what = cursor.word();
    concurrently |= cursor.accept("concurrently");
    SqlName target = cursor.name();
    return switch (what) {
      case "index" -> new Effect.Reindexes("INDEX", target, concurrently);
      case "table" -> new Effect.Reindexes("TABLE", target, concurrently);
      case "schema" -> new Effect.Reindexes("SCHEMA", target, concurrently);
      case "database" -> new Effect.Reindexes("DATABASE", target, concurrently);
      case "system" -> new Effect.Reindexes("SYSTEM", target, concurrently);
      default -> null;
    };
  }

  private static @Nullable Effect drop(Cursor cursor) {
    if (cursor.accept("index")) {
      boolean concurrently = cursor.accept("concurrently");
      boolean ifExists = cursor.acceptIfExists();
      List<SqlName> indexes = names(cursor);
      return indexes.isEmpty() ? null : new Effect.DropsIndex(indexes, concurrently, ifExists);
    }
    ObjectKind kind = ObjectKind.read(cursor);
    if (kind == null) {
      return null;
    }
    boolean ifExists = cursor.acceptIfExists();
    List<SqlName> names = names(cursor);
    boolean cascade = cursor.restHas("cascade");
    return names.isEmpty() ? null : new Effect.Drops(kind, names, ifExists, cascade);
  }

  /** Names between commas, each perhaps with the arguments of a function behind it. */
  private static List<SqlName> names(Cursor cursor) {
    List<SqlName> names = new ArrayList<>(2);
    do {
      SqlName name = cursor.name();
      if (name == null) {
        return List.of();
      }
      names.add(name);
      cursor.acceptParentheses();
    } while (cursor.acceptSymbol(','));
    return names;
  }

  private static @Nullable Effect create(Cursor cursor) {
    cursor.accept("or", "replace");
    if (cursor.accept("unique", "index")) {
      return createIndex(cursor, true);
    }
    if (cursor.accept("index")) {
      return createIndex(cursor, false);
    }
    skipAdjectives(cursor);
    ObjectKind kind = ObjectKind.read(cursor);
    if (kind == null) {
      return null;
    }
    boolean ifNotExists = cursor.acceptIfNotExists();
    if (kind == ObjectKind.SCHEMA) {
      // without a name of its own it is named after its owner, who may not be named either
      boolean unnamed = cursor.accept("authorization");
      if (unnamed && (cursor.sees("current_user") || cursor.sees("session_user"))) {
        return null;
      }
    }
    SqlName name = cursor.name();
    return name == null ? null : new Effect.Creates(kind, name, ifNotExists);
  }

  private static void skipAdjectives(Cursor cursor) {
    boolean more = true;
    while (more) {
      more =
          cursor.accept("global")
              || cursor.accept("local")
              || cursor.accept("temporary")
              || cursor.accept("temp")
              || cursor.accept("unlogged")
              || cursor.accept("recursive")
              || cursor.accept("constraint")
              || cursor.accept("trusted");
    }
  }

  private static @Nullable Effect createIndex(Cursor cursor, boolean unique) {
    boolean concurrently = cursor.accept("concurrently");
    boolean ifNotExists = cursor.acceptIfNotExists();
    SqlName index = cursor.sees("on") ? null : cursor.name();
    if (!cursor.accept("on")) {
      return null;
    }
    cursor.accept("only");
    SqlName table = cursor.name();
    return table == null
        ? null
        : new Effect.CreatesIndex(index, table, unique, concurrently, ifNotExists);
  }

  private static @Nullable Effect alter(Cursor cursor) {
    if (cursor.accept("table")) {
      return alterTable(cursor);
    }
    if (cursor.accept("type")) {
      return alterType(cursor);
    }
    if (cursor.accept("extension")) {
      String name = cursor.identifier();
      return name == null ? null : new Effect.AltersExtension(name);
    }
    return null;
  }

  private static @Nullable Effect alterType(Cursor cursor) {
    SqlName type = cursor.name();
    if (type == null || !cursor.accept("add", "value")) {
      return null;
    }
    cursor.acceptIfNotExists();
    String value = cursor.string();
    return value == null ? null : new Effect.AddsEnumValue(type, value);
  }

  private static @Nullable Effect alterTable(Cursor cursor) {
    cursor.acceptIfExists();
    cursor.accept("only");
    SqlName table = cursor.name();
    if (table == null) {
      return null;
    }
    cursor.acceptSymbol('*');
    if (cursor.accept("detach", "partition")) {
      return detach(cursor, table);
    }
    boolean adds = cursor.accept("add");
    if (!adds && !cursor.accept("drop")) {
      return null;
    }
    return cursor.restHasComma() ? null : column(cursor, table, adds);
  }

  private static @Nullable Effect detach(Cursor cursor, SqlName parent) {
    SqlName partition = cursor.name();
    if (partition == null) {
      return null;
    }
    boolean concurrently = cursor.accept("concurrently");
    boolean finalizing = cursor.accept("finalize");
    return new Effect.DetachesPartition(parent, partition, concurrently, finalizing);
  }

  private static @Nullable Effect column(Cursor cursor, SqlName table, boolean adds) {
    if (!cursor.accept("column") && namesConstraint(cursor)) {
      return null;
    }
    if (adds) {
      cursor.acceptIfNotExists();
    } else {
      cursor.acceptIfExists();
    }
    String column = cursor.identifier();
    if (column == null) {
      return null;
    }
    return adds ? new Effect.AddsColumn(table, column) : new Effect.DropsColumn(table, column);
  }

  /** These words are reserved: no column has them for a name unless it is quoted. */
  private static boolean namesConstraint(Cursor cursor) {
    return cursor.sees("constraint")
        || cursor.sees("unique")
        || cursor.sees("primary")
        || cursor.sees("check")
        || cursor.sees("foreign")
        || cursor.sees("not")
        || cursor.sees("exclude");
  }
}
