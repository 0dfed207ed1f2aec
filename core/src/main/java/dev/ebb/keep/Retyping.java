package dev.ebb.keep;

import dev.ebb.keep.Kept.Matching;
import dev.ebb.keep.table.Column;
import dev.ebb.keep.table.Ourselves;
import dev.ebb.keep.table.Table;
import dev.ebb.keep.table.TableReader;
import dev.ebb.loss.Touch;
import dev.ebb.run.StepGuard.Inside;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Remembers the values of columns that get another type, and keeps those that did not survive it as
 * they were. To be used as {@link Ourselves}.
 */
final class Retyping {
  /** Among these, PostgreSQL changes a value or refuses to, and never changes it into another. */
  private static final Set<String> EXACT =
      Set.of(
          "smallint",
          "int2",
          "integer",
          "int",
          "int4",
          "bigint",
          "int8",
          "numeric",
          "decimal",
          "text",
          "varchar",
          "character varying");

  private static final Set<String> NUMBERS = Set.of("smallint", "integer", "bigint");

  private final Inside inside;
  private final Store store;
  private final Keeper keeper;
  private final List<Memory> memories = new ArrayList<>();

  /** What was copied from a table: the columns, and the key if there is one. */
  private record Memory(long id, Table table, List<Column> key, List<Column> columns) {}

  Retyping(Inside inside, Store store, Keeper keeper) {
    this.inside = inside;
    this.store = store;
    this.keeper = keeper;
  }

  /** Whether no value can silently become another one. */
  static boolean isSafe(Column column, Touch.Retype retype) {
    boolean number = NUMBERS.contains(column.type());
    boolean text = column.type().equals("text") || column.type().startsWith("character varying");
    return !retype.computed() && EXACT.contains(retype.type()) && (number || text);
  }

  /** Copies columns that are about to get another type. */
  void remember(Table table, List<Column> columns) {
    List<String> names = columns.stream().map(Column::name).toList();
    List<Column> key = table.keyWithout(names);
    long id = store.newId();
    String keys = key.isEmpty() ? "" : Keeper.stored(key) + ", ";
    inside.execute(
        "keeping " + Kept.title(KeptKind.VALUES, table.name(), names),
        "CREATE TABLE %s AS SELECT %s %s FROM %s t"
            .formatted(Store.sql(id), keys, Keeper.stored(columns), table.from()));
    memories.add(new Memory(id, table, key, columns));
  }

  /** The statement has run: what survived need not be kept. */
  void settle() {
    if (!memories.isEmpty()) {
      Ourselves.work(inside.session(), () -> memories.forEach(this::settle));
      memories.clear();
    }
  }

  private void settle(Memory memory) {
    new TableReader(inside.session())
        .byOid(memory.table().oid())
        .ifPresent(now -> settle(memory, now));
    inside.session().execute("DROP TABLE " + Store.sql(memory.id()));
  }

  private void settle(Memory memory, Table now) {
    long id = store.newId();
    List<String> key = memory.key().stream().map(Column::name).toList();
    List<String> columns = memory.columns().stream().map(Column::name).toList();
    String query =
        key.isEmpty()
            ? "SELECT jsonb_build_object(%s) AS ebb_old FROM %s k"
                .formatted(
                    Keeper.texts(memory.columns(), "k").collect(Collectors.joining(", ")),
                    Store.sql(memory.id()))
            : changed(Store.sql(memory.id()), memory.key(), memory.columns(), now);
    inside.execute(
        "keeping " + Kept.title(KeptKind.VALUES, now.name(), columns),
        "CREATE TABLE " + Store.sql(id) + " AS " + query);
    keeper.write(
        id,
        new Keeper.Thing(
            KeptKind.VALUES, now, columns, key, key.isEmpty() ? Matching.NONE : Matching.KEY),
        key.isEmpty() ? "the table has no key; only a person can put these values back" : null);
  }

  /**
   * A query for the values that are another now than what was stored.
   *
   * @param stored what to select from to get the key and the columns as they were
   */
  static String changed(String stored, List<Column> key, List<Column> columns, Table now) {
    String pairs =
        columns.stream()
            .map(c ->
                "(%s, %s::text, %s::text)"
                    .formatted(Quote.literal(c.name()), c.of("k"), later(c, now).of("t")))
            .collect(Collectors.joining(", "));
    String match =
        key.stream()
            .map(c -> later(c, now).of("t") + " = " + later(c, now).restored(c.of("k")))
            .collect(Collectors.joining(" AND "));
    String keys = key.stream().map(c -> c.of("k")).collect(Collectors.joining(", "));
    return """
    SELECT %s, d.old AS ebb_old, d.new AS ebb_new, 0::bigint AS ebb_n, NULL::boolean AS ebb_same
      FROM %s k JOIN %s t ON %s
     CROSS JOIN LATERAL (
       SELECT jsonb_object_agg(x.c, x.o) AS old, jsonb_object_agg(x.c, x.n) AS new
         FROM (VALUES %s) x(c, o, n) WHERE x.o IS NOT NULL AND x.o IS DISTINCT FROM x.n) d
     WHERE d.old IS NOT NULL\
    """
        .formatted(keys, stored, now.from(), match, pairs);
  }

  // A column keeps its number whatever it is called and whatever its type.
  private static Column later(Column column, Table now) {
    return Objects.requireNonNull(
        now.columns().stream()
            .filter(c -> c.number() == column.number())
            .findFirst()
            .orElse(column));
  }
}
