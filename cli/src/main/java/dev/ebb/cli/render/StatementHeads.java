package dev.ebb.cli.render;

import dev.ebb.graph.Step;
import dev.ebb.sql.Effect;
import dev.ebb.sql.ObjectKind;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the heads of a step's statements alone tell that a person should know before they run; what
 * is in the tables, {@code dev.ebb.loss} finds out.
 */
public final class StatementHeads {
  private StatementHeads() {}

  /** Each thing that holds data and that the step drops, like {@code table users}. */
  public static List<String> drops(Step step) {
    List<String> lost = new ArrayList<>();
    for (Statement statement : step.source().script().statements()) {
      switch (statement.effect()) {
        case Effect.Drops(ObjectKind kind, List<SqlName> names, _, _) when holdsData(kind) ->
            names.forEach(
                name -> lost.add(kind.name().toLowerCase(Locale.ROOT) + " " + name.toSql()));
        case Effect.DropsColumn(SqlName table, String column) ->
            lost.add("column " + table.toSql() + "." + column);
        case Effect.Drops _,
            Effect.CreatesIndex _,
            Effect.DropsIndex _,
            Effect.Reindexes _,
            Effect.AddsEnumValue _,
            Effect.DetachesPartition _,
            Effect.Creates _,
            Effect.AltersExtension _,
            Effect.AddsColumn _,
            Effect.Calls _,
            Effect.Other _ -> {}
      }
    }
    return lost;
  }

  private static boolean holdsData(ObjectKind kind) {
    return kind == ObjectKind.TABLE
        || kind == ObjectKind.SCHEMA
        || kind == ObjectKind.DATABASE
        || kind == ObjectKind.SEQUENCE;
  }

  /** Each lock that others will feel while the step runs, like {@code blocks writes to users}. */
  public static List<String> locks(Step step) {
    List<String> locks = new ArrayList<>();
    for (Statement statement : step.source().script().statements()) {
      switch (statement.effect()) {
        case Effect.CreatesIndex index when !index.concurrently() ->
            locks.add("blocks writes to " + index.table().toSql() + " while the index is built");
        case Effect.Reindexes reindex when !reindex.concurrently() ->
            locks.add("blocks writes while indexes are built anew");
        case Effect.AddsColumn(SqlName table, _) ->
            locks.add("locks " + table.toSql() + " for a moment");
        case Effect.DropsColumn(SqlName table, _) ->
            locks.add("locks " + table.toSql() + " for a moment");
        case Effect.Drops _,
            Effect.CreatesIndex _,
            Effect.DropsIndex _,
            Effect.Reindexes _,
            Effect.AddsEnumValue _,
            Effect.DetachesPartition _,
            Effect.Creates _,
            Effect.AltersExtension _,
            Effect.Calls _,
            Effect.Other _ -> {}
      }
    }
    return locks;
  }
}
