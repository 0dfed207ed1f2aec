package dev.ebb.keep;

import dev.ebb.graph.Step;
import dev.ebb.keep.table.Column;
import dev.ebb.keep.table.Table;
import dev.ebb.keep.table.TableReader;
import dev.ebb.loss.Touch;
import dev.ebb.sql.Cursor;
import dev.ebb.sql.Effect;
import dev.ebb.sql.ObjectKind;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells which statements take away exactly what their text says, so that nobody has to compare the
 * catalog before with the catalog after. In doubt it says no. Stateless.
 */
final class PlainStatements {
  /** What these make holds no rows. */
  private static final Set<String> WITHOUT_ROWS =
      Set.of(
          ("index unique view or function procedure aggregate operator cast collation conversion"
                  + " domain type policy role user group statistics text access publication language"
                  + " transform database")
              .split(" "));

  /** What {@code ALTER TABLE … ADD} may add that is no column. */
  private static final List<String> NO_COLUMN =
      List.of("constraint", "primary", "unique", "check", "foreign", "exclude");

  private static final Set<String> HARMLESS =
      Set.of(
          "now", "nextval", "gen_random_uuid", "uuid_generate_v4", "clock_timestamp", "timezone");

  private PlainStatements() {}

  /**
   * Whether one of the statements may make tables, columns or code that sets something off: then it
   * counts what there was before the step.
   */
  static boolean mayCreate(List<Statement> statements, List<Touch> touches) {
    for (int i = 0; i < statements.size(); i++) {
      if (mayCreate(statements.get(i), touches.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean mayCreate(Statement statement, Touch touch) {
    return switch (touch) {
      case Touch.RunsCode _, Touch.Calls _, Touch.Opaque _, Touch.Renames _ -> true;
      case Touch.ChangesRows _, Touch.Adds _, Touch.Drops _ -> false;
      case Touch.Nothing _, Touch.AltersTable _ -> {
        Cursor cursor = Cursor.over(statement.text());
        if (cursor.accept("create")) {
          cursor.accept("or", "replace");
          yield !WITHOUT_ROWS.contains(cursor.word());
        }
        yield cursor.accept("alter", "table") ? addsColumn(cursor) : cursor.restHas("into");
      }
    };
  }

  private static boolean addsColumn(Cursor cursor) {
    while (cursor.skipPast("add")) {
      if (NO_COLUMN.stream().noneMatch(cursor::sees)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a statement adds rows to a table that its own step has made, where no code is. */
  static boolean fillsItsOwn(List<Statement> statements, List<Touch> touches, int index) {
    if (!(touches.get(index) instanceof Touch.Adds)) {
      return false;
    }
    Cursor cursor = Cursor.over(statements.get(index).text());
    SqlName name = cursor.accept("insert", "into") ? cursor.name() : null;
    boolean code =
        touches.stream().anyMatch(t -> t instanceof Touch.RunsCode || t instanceof Touch.Calls)
            || statements.stream().anyMatch(PlainStatements::makesCode);
    return name != null
        && !code
        && statements.subList(0, index).stream()
            .anyMatch(s ->
                s.effect() instanceof Effect.Creates(ObjectKind kind, SqlName made, boolean unless)
                    && kind == ObjectKind.TABLE
                    && !unless
                    && made.equals(name)
                    && hasPlainDefaults(s));
  }

  private static boolean hasPlainDefaults(Statement statement) {
    Cursor cursor = Cursor.over(statement.text());
    boolean borrowed = Stream.of("like", "inherits", "of").anyMatch(cursor::restHas);
    while (cursor.skipPast("default")) {
      SqlName name = cursor.name();
      if (name != null && cursor.isSymbol('(') && !HARMLESS.contains(name.name())) {
        return false;
      }
    }
    return !borrowed;
  }

  private static boolean makesCode(Statement statement) {
    Cursor cursor = Cursor.over(statement.text());
    return cursor.accept("create")
        && Stream.of("trigger", "rule", "function", "procedure", "domain")
            .anyMatch(cursor::restHas);
  }

  /** The tables that a statement takes, wholly or in part, and nothing else; empty in doubt. */
  static List<SqlName> certain(Statement statement, Touch touch) {
    boolean cascade = Cursor.over(statement.text()).restHas("cascade");
    return switch (touch) {
      case Touch.Drops(ObjectKind kind, List<SqlName> names, _) ->
          cascade || kind != ObjectKind.TABLE ? List.of() : names;
      case Touch.AltersTable(SqlName table, _, List<Touch.Retype> retyped) ->
          cascade || !retyped.isEmpty() ? List.of() : List.of(table);
      case Touch.Nothing _, Touch.Renames _, Touch.Adds _, Touch.Calls _ -> List.of();
      case Touch.ChangesRows _, Touch.RunsCode _, Touch.Opaque _ -> List.of();
    };
  }

  /** What has to be kept of them; null in doubt. */
  static @Nullable List<Keeper.Thing> things(TableReader.Found found, Touch touch) {
    boolean simple =
        found.understood()
            && !found.listening()
            && found.tables().stream().noneMatch(Table::inherits);
    return simple ? things(found.tables(), touch) : null;
  }

  /** What has to be kept of these. */
  static List<Keeper.Thing> things(List<Table> tables, Touch touch) {
    return touch instanceof Touch.AltersTable(_, List<String> dropped, _)
        ? tables.stream().map(table -> going(table, dropped)).filter(Objects::nonNull).toList()
        : tables.stream().map(Keeper::whole).toList();
  }

  private static Keeper.@Nullable Thing going(Table table, List<String> dropped) {
    List<Column> going = table.columns(dropped).stream().filter(c -> !c.generated()).toList();
    return going.isEmpty() ? null : Keeper.of(table, going);
  }

  /** The columns that go from tables that stay. */
  static List<String> columns(Touch touch) {
    return touch instanceof Touch.AltersTable(_, List<String> dropped, _) ? dropped : List.of();
  }

  /**
   * The table of which a statement overwrites values, if that is all that happens to rows in its
   * step; null in doubt.
   */
  static Touch.@Nullable Target overwrites(
      List<Statement> statements, List<Touch> touches, int index) {
    for (int i = 0; i < touches.size(); i++) {
      if (i != index && !(touches.get(i) instanceof Touch.Nothing)) {
        return null;
      }
    }
    return touches.get(index) instanceof Touch.ChangesRows(List<Touch.Target> targets, _)
            && targets.size() == 1
            && targets.getFirst().how() == Touch.How.UPDATE
            && !targets.getFirst().columns().isEmpty()
            && Cursor.over(statements.get(index).text()).accept("update")
        ? targets.getFirst()
        : null;
  }

  /** The names that may be functions which a statement calls. */
  static Set<String> calls(Statement statement) {
    return Cursor.over(statement.text()).calls().stream()
        .filter(name -> !"pg_catalog".equals(name.namespace()))
        .map(SqlName::name)
        .collect(Collectors.toSet());
  }

  /** The tables about which a run may want to know beforehand. */
  static Stream<SqlName> tables(Step step) {
    List<Statement> statements = step.source().script().statements();
    List<Touch> touches = statements.stream().map(Touch::of).toList();
    return IntStream.range(0, touches.size())
        .boxed()
        .flatMap(i -> {
          Touch.Target target = overwrites(statements, touches, i);
          return target == null
              ? certain(statements.get(i), touches.get(i)).stream()
              : Stream.of(target.table());
        });
  }
}
