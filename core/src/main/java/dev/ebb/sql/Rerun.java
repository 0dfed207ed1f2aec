package dev.ebb.sql;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells scripts that may be run, rolled back and run again, and then have done what one run does.
 * Most SQL is so; but a rollback turns back no sequence, so rows that are written again get other
 * numbers. In doubt a script is not; only what functions draw that a new table's defaults call is
 * not looked into. Confined to one script.
 */
final class Rerun {
  // By name; and what a statement says about things that are there already is heard only if it runs
  // by itself.
  private static final Pattern NOT_AGAIN =
      Pattern.compile(
          "\\b(nextval|setval|exists|returning|dblink\\w*)\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern QUERY =
      Pattern.compile("\\b(select|execute)\\b", Pattern.CASE_INSENSITIVE);

  private final Set<SqlName> made = new HashSet<>();

  private Rerun() {}

  static boolean isHarmless(List<Statement> statements) {
    Rerun rerun = new Rerun();
    for (Statement statement : statements) {
      if (!rerun.isHarmless(statement)) {
        return false;
      }
    }
    return true;
  }

  private boolean isHarmless(Statement statement) {
    return statement.kind() instanceof StatementKind.Transactional
        && hasHarmlessEffect(statement)
        && !NOT_AGAIN.matcher(statement.text()).find();
  }

  private boolean hasHarmlessEffect(Statement statement) {
    String text = statement.text();
    return switch (statement.effect()) {
      case Effect.Creates(ObjectKind kind, SqlName name, _) -> creates(kind, name, text);
      case Effect.CreatesIndex _, Effect.AddsColumn _, Effect.DropsColumn _ -> true;
      case Effect.DropsIndex(_, _, boolean ifExists) -> !ifExists;
      case Effect.Drops(_, _, boolean ifExists, boolean cascade) -> !ifExists && !cascade;
      case Effect.Other _ ->
          starts(text, "alter table ") || starts(text, "comment on ") || writesToItsOwn(text);
      case Effect.Reindexes _, Effect.AddsEnumValue _, Effect.DetachesPartition _ -> false;
      case Effect.AltersExtension _, Effect.Calls _ -> false;
    };
  }

  private boolean creates(ObjectKind kind, SqlName name, String text) {
    return switch (kind) {
      case TABLE -> made.add(name) && !QUERY.matcher(text).find();
      case VIEW, SEQUENCE, TYPE, DOMAIN, SCHEMA, FUNCTION, PROCEDURE, TRIGGER, POLICY -> true;
      case MATERIALIZED_VIEW, EXTENSION, ROLE, DATABASE, TABLESPACE -> false;
      case SUBSCRIPTION, PUBLICATION, OTHER -> false;
    };
  }

  // A table that is rolled back takes its sequences with it.
  private boolean writesToItsOwn(String text) {
    if (!starts(text, "insert into ")) {
      return false;
    }
    Cursor cursor = Cursor.over(text);
    @Nullable SqlName table = cursor.accept("insert", "into") ? cursor.name() : null;
    return table != null && made.contains(table);
  }

  private static boolean starts(String text, String words) {
    return text.regionMatches(true, 0, words, 0, words.length());
  }
}
