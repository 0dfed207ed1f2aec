package dev.ebb.loss;

import dev.ebb.sql.Cursor;
import dev.ebb.sql.Effect;
import dev.ebb.sql.ObjectKind;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import dev.ebb.sql.StatementKind;
import java.util.List;
import java.util.Set;

/** Reads the text of a statement into a {@link Touch}. Stateless. */
final class TouchReader {
  private static final Touch NOTHING = new Touch.Nothing();

  /** Statements that hold neither data nor code to run, by their first word. */
  private static final Set<String> HARMLESS =
      Set.of(
          ("analyze checkpoint close cluster comment deallocate declare discard fetch grant listen"
                  + " load lock move notify prepare reindex release reset revoke rollback savepoint"
                  + " security set show unlisten vacuum")
              .split(" "));

  /** Functions of PostgreSQL, and words that look like calls, which every other script uses. */
  private static final Set<String> WELL_KNOWN =
      Set.of(
          ("abs all and any array array_agg as avg bigint bit bool boolean by bytea cast ceil char"
                  + " check coalesce concat concat_ws constraint count current_setting currval date"
                  + " date_trunc decimal default digest distinct double else encode end except"
                  + " exclude exists extract filter float floor foreign format format_type from"
                  + " gen_random_uuid generate_series greatest group having identity if in index"
                  + " int integer intersect interval into is join json json_agg json_build_object"
                  + " jsonb jsonb_agg jsonb_build_object jsonb_set key lateral least left length"
                  + " like limit lower max md5 min mod nextval not now nullif numeric on or order"
                  + " over partition pg_get_serial_sequence position primary range references"
                  + " regexp_replace replace returning right round row row_number row_to_json select"
                  + " serial set set_config setval some split_part string_agg strpos substr substring"
                  + " sum table text then time timestamp timestamptz to_char to_date to_json to_jsonb"
                  + " to_number to_timestamp to_tsvector trim unique union unnest upper using uuid"
                  + " value values varbit varchar varying when where with within")
              .split(" "));

  private TouchReader() {}

  static Touch read(Statement statement) {
    if (statement.kind() instanceof StatementKind.CopyIn) {
      return new Touch.Adds(List.of());
    }
    Cursor cursor = Cursor.over(statement.text());
    String command = cursor.word();
    if (HARMLESS.contains(command)) {
      return NOTHING;
    }
    return switch (command) {
      case "create" -> create(cursor);
      case "drop" -> drop(statement.effect(), cursor);
      case "alter" -> alter(cursor);
      case "insert" -> insert(cursor);
      case "delete", "update", "truncate", "merge" -> RowsReader.read(statement.text());
      case "with" -> with(statement.text(), cursor);
      case "select", "values", "table", "refresh", "import", "" -> calls(cursor);
      case "copy" ->
          cursor.restHas("program") ? code("a program") : new Touch.Adds(unknown(cursor));
      case "explain" -> cursor.restHas("analyze") ? code("a statement") : NOTHING;
      case "do" -> code("a block of code");
      case "call" -> code("a procedure");
      case "execute" -> code("a prepared statement");
      case "reassign" -> NOTHING;
      default -> code("a statement that Ebb does not know");
    };
  }

  private static Touch code(String what) {
    return new Touch.RunsCode(what);
  }

  /** What a statement may take away of which only the functions in the rest are in doubt. */
  static Touch calls(Cursor cursor) {
    List<SqlName> unknown = unknown(cursor);
    return unknown.isEmpty() ? NOTHING : new Touch.Calls(unknown);
  }

  private static List<SqlName> unknown(Cursor cursor) {
    return cursor.calls().stream()
        .filter(c -> c.namespace() != null || !WELL_KNOWN.contains(c.name()))
        .filter(c -> !"pg_catalog".equals(c.namespace()))
        .toList();
  }

  // The tables, types and functions that CREATE makes take nothing from anybody; a query in it
  // runs.
  private static Touch create(Cursor cursor) {
    cursor.accept("global");
    cursor.accept("local");
    boolean table =
        cursor.accept("temporary") || cursor.accept("temp") || cursor.accept("unlogged");
    table |= cursor.sees("table");
    boolean query = (table || cursor.sees("materialized")) && cursor.restHas("select");
    return query ? calls(cursor) : NOTHING;
  }

  private static Touch drop(Effect effect, Cursor cursor) {
    if (effect instanceof Effect.DropsIndex || cursor.sees("index")) {
      return NOTHING;
    }
    if (effect instanceof Effect.Drops(ObjectKind kind, List<SqlName> names, _, boolean cascade)) {
      return takesData(kind, cascade) ? new Touch.Drops(kind, names, cascade) : NOTHING;
    }
    boolean cascade = cursor.restHas("cascade");
    boolean holds = cursor.sees("owned") || cursor.sees("table") || cursor.sees("schema");
    return holds || cascade ? new Touch.Drops(null, List.of(), cascade) : NOTHING;
  }

  private static boolean takesData(ObjectKind kind, boolean cascade) {
    return switch (kind) {
      case TABLE, SCHEMA, SEQUENCE, EXTENSION -> true;
      case TYPE, DOMAIN, VIEW, MATERIALIZED_VIEW, FUNCTION, PROCEDURE, OTHER -> cascade;
      case TRIGGER, POLICY, ROLE, DATABASE, TABLESPACE, SUBSCRIPTION, PUBLICATION -> false;
    };
  }

  private static Touch alter(Cursor cursor) {
    if (cursor.accept("table")) {
      return AlterTableReader.read(cursor);
    }
    if (cursor.accept("type")) {
      boolean attributes = cursor.name() != null && cursor.restHas("attribute");
      boolean harmless = cursor.sees("add") || cursor.sees("rename");
      return attributes && !harmless
          ? new Touch.Opaque("an attribute of a composite type")
          : NOTHING;
    }
    return cursor.accept("extension") ? code("the update of an extension") : NOTHING;
  }

  private static Touch insert(Cursor cursor) {
    cursor.accept("into");
    SqlName table = cursor.name();
    Touch adds = new Touch.Adds(unknown(cursor));
    boolean updates = cursor.skipPast("conflict") && cursor.restHas("update");
    return updates && table != null
        ? new Touch.ChangesRows(
            List.of(new Touch.Target(table, Touch.How.UPDATE, List.of())), false)
        : adds;
  }

  private static Touch with(String text, Cursor cursor) {
    boolean changes =
        cursor.restHas("delete") || cursor.restHas("update") || cursor.restHas("merge");
    return changes ? RowsReader.read(text) : new Touch.Adds(unknown(cursor));
  }
}
