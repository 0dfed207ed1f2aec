package dev.ebb.keep;

import dev.ebb.db.Session;
import dev.ebb.graph.Step;
import dev.ebb.keep.Kept.Matching;
import dev.ebb.run.StepGuard.Inside;
import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Copies what a step is about to destroy, and writes it into the catalogue. To be used as {@link
 * Ourselves}, while a lock keeps writers away from the table.
 */
final class Keeper {
  /** The stored columns by which rows of a table without a key are found again. */
  static final String REST = "ebb_rest";

  static final String NTH = "ebb_nth";

  private final Inside inside;
  private final Session session;
  private final Store store;
  private final List<News> news = new ArrayList<>();

  /** What was kept, to be told when the step is through. */
  record News(String object, long rows) {}

  Keeper(Inside inside, Store store) {
    this.inside = inside;
    this.session = inside.session();
    this.store = store;
  }

  /** What was kept since this was last called. */
  List<News> takeNews() {
    List<News> taken = List.copyOf(news);
    news.clear();
    return taken;
  }

  /** Keeps all rows of a table that is about to be dropped, and how far its sequences are. */
  void table(Table table) {
    sequencesOf(table, table.data());
    long id = store.newId();
    copy(
        "keeping " + table.name(),
        id,
        "SELECT " + stored(table.data()) + " FROM " + table.from() + " t");
    List<String> columns = table.data().stream().map(Column::name).toList();
    List<String> key = table.keyWithout(List.of()).stream().map(Column::name).toList();
    write(id, new Thing(KeptKind.TABLE, table, columns, key, Matching.NONE), null);
  }

  /** Keeps the values of columns that are about to be dropped. */
  void columns(Table table, List<Column> columns) {
    sequencesOf(table, columns);
    long id = store.newId();
    List<String> names = columns.stream().map(Column::name).toList();
    List<Column> key = table.keyWithout(names);
    List<Column> rest = key.isEmpty() ? without(table.data(), names) : key;
    String place = key.isEmpty() ? place(rest, columns) : stored(key);
    copy(
        "keeping " + Kept.title(KeptKind.COLUMNS, table.name(), names),
        id,
        "SELECT "
            + place
            + ", "
            + stored(columns)
            + " FROM "
            + table.from()
            + " t"
            + worthKeeping(columns));
    Matching matching = key.isEmpty() ? Matching.CONTENT : Matching.KEY;
    List<String> by = rest.stream().map(Column::name).toList();
    write(id, new Thing(KeptKind.COLUMNS, table, names, by, matching), null);
  }

  // A column that is added anew is null where nothing else is said. With a default it would not be,
  // so then nulls are values, too.
  private static String worthKeeping(List<Column> columns) {
    return columns.stream().allMatch(c -> c.defaultText() == null)
        ? columns.stream()
            .map(c -> c.of("t") + " IS NOT NULL")
            .collect(Collectors.joining(" OR ", " WHERE ", ""))
        : "";
  }

  /** The place of a row without a key: a sum over the rest of it, and a number among its likes. */
  private static String place(List<Column> rest, List<Column> columns) {
    String order =
        columns.stream().map(c -> c.of("t") + "::text").collect(Collectors.joining(", "));
    return "%s AS %s, row_number() OVER (PARTITION BY %s ORDER BY %s) AS %s"
        .formatted(sum(rest, "t"), REST, rowText(rest, "t"), order, NTH);
  }

  static String sum(List<Column> columns, String alias) {
    return "sha256(convert_to(" + rowText(columns, alias) + ", 'UTF8'))";
  }

  static String rowText(List<Column> columns, String alias) {
    return columns.stream()
        .map(c -> c.of(alias))
        .collect(Collectors.joining(", ", "ROW(", ")::text"));
  }

  /** Keeps how far a sequence that belongs to no column has counted. */
  void sequence(long oid) {
    session
        .queryFirst(
            "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid ="
                + " c.relnamespace WHERE c.oid = "
                + oid,
            row -> new SqlName(row.text("nspname"), row.text("relname")))
        .ifPresent(name -> sequence(name, name, oid, List.of()));
  }

  private void sequencesOf(Table table, List<Column> columns) {
    record Owned(SqlName name, String column) {}
    String numbers =
        columns.stream().map(c -> Integer.toString(c.number())).collect(Collectors.joining(", "));
    if (numbers.isEmpty()) {
      return;
    }
    session
        .query(
            """
            SELECT n.nspname, c.relname, a.attname
              FROM pg_depend d JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S'
              JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
             WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
               AND d.deptype IN ('a', 'i') AND d.refobjid = %d AND d.refobjsubid IN (%s)
            """
                .formatted(table.oid(), numbers),
            row ->
                new Owned(
                    new SqlName(row.text("nspname"), row.text("relname")), row.text("attname")))
        .forEach(
            owned -> sequence(owned.name(), table.name(), table.oid(), List.of(owned.column())));
  }

  private void sequence(SqlName sequence, SqlName table, long oid, List<String> column) {
    String state =
        session.queryOne(
            "SELECT last_value || ' ' || is_called AS state FROM " + sequence.toSql(),
            row -> row.text("state"));
    store.add(
        new Store.Entry(
            store.newId(),
            inside.step().id(),
            inside.step().direction(),
            KeptKind.SEQUENCE,
            table,
            oid,
            column,
            List.of(),
            Matching.NONE,
            null,
            1,
            0,
            null,
            state,
            null));
  }

  private void copy(String what, long id, String query) {
    inside.execute(what, "CREATE TABLE " + Store.sql(id) + " AS " + query);
  }

  /** What is written about something that has been stored, beside its contents. */
  record Thing(
      KeptKind kind, Table table, List<String> columns, List<String> key, Matching matching) {}

  /** Writes down what is stored under a number; if that is nothing, it was no loss. */
  void write(long id, Thing thing, @Nullable String note) {
    Store.Contents contents = store.contents(Store.sql(id));
    if (contents.rows() == 0) {
      session.execute("DROP TABLE " + Store.sql(id));
      return;
    }
    Step step = inside.step();
    Table table = thing.table();
    store.add(
        new Store.Entry(
            id,
            step.id(),
            step.direction(),
            thing.kind(),
            table.name(),
            table.oid(),
            thing.columns(),
            thing.key(),
            thing.matching(),
            Store.table(id),
            contents.rows(),
            contents.bytes(),
            contents.checksum(),
            definition(table, thing),
            note));
    news.add(new News(Kept.title(thing.kind(), table.name(), thing.columns()), contents.rows()));
  }

  private static String definition(Table table, Thing thing) {
    return table.columns(thing.columns()).stream()
        .map(c ->
            c.sql()
                + " "
                + c.type()
                + (c.defaultText() == null ? "" : " DEFAULT " + c.defaultText()))
        .collect(Collectors.joining(",\n"));
  }

  static String stored(List<Column> columns) {
    return columns.stream()
        .map(c -> c.stored("t") + " AS " + c.sql())
        .collect(Collectors.joining(", "));
  }

  static List<Column> without(List<Column> columns, List<String> names) {
    return columns.stream().filter(c -> !names.contains(c.name())).toList();
  }

  /** The value {@code 'name', expression::text} pairs of an object, for each column. */
  static Stream<String> texts(List<Column> columns, String alias) {
    return columns.stream().map(c -> Quote.literal(c.name()) + ", " + c.of(alias) + "::text");
  }
}
