package dev.ebb.keep;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.graph.Step;
import dev.ebb.keep.Kept.Matching;
import dev.ebb.keep.table.Column;
import dev.ebb.keep.table.Ourselves;
import dev.ebb.keep.table.Preview;
import dev.ebb.keep.table.Table;
import dev.ebb.keep.table.TableReader;
import dev.ebb.run.StepGuard.Inside;
import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import java.util.ArrayList;
import java.util.Iterator;
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
  private boolean prepared;

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

  /** Makes sure that there is a place for it. */
  void prepare() {
    if (!prepared) {
      store.prepare();
      prepared = true;
    }
  }

  /** Something has failed and was rolled back. */
  void distrust() {
    prepared = false;
    store.distrust();
  }

  // Whoever waits for a lock may try again; who has no connection may not.
  static boolean isNoRefusal(SqlFailure failure) {
    return failure.isConnectionLost()
        || failure.isLockTimeout()
        || failure.isDeadlock()
        || failure.isCancelled();
  }

  /**
   * Keeps things in one message, if they are little, and gives the script back its settings; false
   * if the server refuses something, and then nothing has happened.
   */
  boolean atOnce(List<Thing> things, TableReader.Found found) {
    StringBuilder sql = new StringBuilder("SAVEPOINT ebb_keep;");
    String end = "RELEASE ebb_keep;" + found.back();
    try {
      if (!found.store() && !prepared) {
        session.execute(sql.toString());
        sql.setLength(0);
        store.create();
      }
      for (Thing thing : things) {
        sql.append("LOCK TABLE ").append(thing.table().from()).append(" IN EXCLUSIVE MODE;");
      }
      if (things.stream().allMatch(t -> t.table().small())) {
        keep(things, sql.toString(), end);
      } else {
        session.execute(sql.toString());
        things.forEach(this::keep);
        session.execute(end);
      }
      prepared = true;
      store.seen();
      return true;
    } catch (SqlFailure failure) {
      undo(failure, found.back());
      return false;
    }
  }

  /** Keeps all rows of a table that is about to be dropped, and how far its sequences are. */
  void table(Table table) {
    keep(whole(table));
  }

  /** Keeps the values of columns that are about to be dropped. */
  void columns(Table table, List<Column> columns) {
    keep(of(table, columns));
  }

  /** A table that is about to go. */
  static Thing whole(Table table) {
    List<String> columns = table.data().stream().map(Column::name).toList();
    List<String> key = table.keyWithout(List.of()).stream().map(Column::name).toList();
    return new Thing(KeptKind.TABLE, table, columns, key, Matching.NONE);
  }

  /** Columns that are about to go. */
  static Thing of(Table table, List<Column> columns) {
    List<String> names = columns.stream().map(Column::name).toList();
    List<Column> key = table.keyWithout(names);
    List<Column> rest = key.isEmpty() ? without(table.data(), names) : key;
    Matching matching = key.isEmpty() ? Matching.CONTENT : Matching.KEY;
    List<String> by = rest.stream().map(Column::name).toList();
    return new Thing(KeptKind.COLUMNS, table, names, by, matching);
  }

  /** Keeps things of small tables in one message, between other statements. */
  void keep(List<Thing> things, String before, String after) {
    Iterator<Thing> told = things.iterator();
    session.queryEach(
        things.stream().map(this::smallSql).collect(Collectors.joining("", before, after)),
        names -> {
          if (!names.contains("kept_rows")) {
            return _ -> {};
          }
          Thing thing = told.next();
          return row -> tell(thing, row.int64("kept_rows"));
        });
  }

  /**
   * Keeps things of small tables, of which everything is known already, in one message; false if
   * that is no longer so, and then nothing has happened.
   *
   * @param sight what is known
   */
  boolean known(List<Thing> things, Preview.Sight sight) {
    try {
      keep(
          things,
          "SAVEPOINT ebb_keep;" + Ourselves.away(sight.wanted()) + sight.check(),
          Ourselves.BACK + "RELEASE ebb_keep");
      return true;
    } catch (SqlFailure failure) {
      undo(failure, "");
      return false;
    }
  }

  /** Undoes what the server has refused, and forgets what is no longer sure. */
  void undo(SqlFailure failure, String back) {
    if (isNoRefusal(failure)) {
      throw failure;
    }
    distrust();
    session.execute("ROLLBACK TO ebb_keep;RELEASE ebb_keep;" + back);
  }

  void keep(Thing thing) {
    if (thing.table().small()) {
      keep(List.of(thing), "", "");
      return;
    }
    sequences(thing);
    long id = store.newId();
    inside.execute(
        "keeping " + Kept.title(thing.kind(), thing.table().name(), thing.columns()),
        "CREATE TABLE " + Store.sql(id) + " AS " + query(thing));
    write(id, thing, null);
  }

  /** Keeps values of a small table that a query tells, and runs statements after that. */
  void overwritten(Thing thing, String query, Shape shape, String after) {
    session.queryEach(
        Ourselves.away("''")
            + store.smallValuesSql(entry(thing, null), query, shape)
            + after
            + Ourselves.BACK,
        names ->
            row -> {
              if (names.contains("kept_rows")) {
                List<String> columns = row.texts("kept_columns");
                String title = Kept.title(thing.kind(), thing.table().name(), columns);
                news.add(new News(title, row.int64("kept_rows")));
              }
            });
  }

  /** Keeps how far the sequences of a thing are. */
  void sequences(Thing thing) {
    String sequences = sequencesSql(thing);
    if (!sequences.isEmpty()) {
      session.execute(sequences);
    }
  }

  /** Writes down a table that is now the store of that number, as it is; none if it is empty. */
  void moved(long id, Thing thing) {
    Store.Contents contents = store.counted(inside, Store.sql(id));
    if (contents.rows() == 0) {
      session.execute("DROP TABLE " + Store.sql(id));
      return;
    }
    store.add(entry(thing, null), id, contents);
    tell(thing, contents.rows());
  }

  /** Statements that keep a thing of a small table, of which one tells {@code kept_rows}. */
  private String smallSql(Thing thing) {
    Shape shape = shape(thing);
    return sequencesSql(thing) + store.smallSql(entry(thing, null), query(thing), shape);
  }

  private void tell(Thing thing, long rows) {
    news.add(new News(Kept.title(thing.kind(), thing.table().name(), thing.columns()), rows));
  }

  private static Shape shape(Thing thing) {
    Shape columns = Shape.of(stored(thing));
    return thing.matching() == Matching.CONTENT ? Shape.ofPlace().and(columns) : columns;
  }

  private static List<Column> stored(Thing thing) {
    List<Column> columns = new ArrayList<>();
    if (thing.matching() == Matching.KEY) {
      columns.addAll(thing.table().keyWithout(thing.columns()));
    }
    columns.addAll(thing.table().columns(thing.columns()));
    return columns;
  }

  private static String query(Thing thing) {
    Table table = thing.table();
    List<Column> columns = table.columns(thing.columns());
    String place =
        thing.matching() == Matching.CONTENT
            ? place(table.columns(thing.key()), columns) + ", "
            : "";
    return "SELECT "
        + place
        + stored(stored(thing))
        + " FROM "
        + table.from()
        + " t"
        + (thing.kind() == KeptKind.COLUMNS ? worthKeeping(columns) : "");
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
        .ifPresent(name -> session.execute(sequenceSql(name, name, oid, List.of())));
  }

  private String sequencesSql(Thing thing) {
    Table table = thing.table();
    StringBuilder sql = new StringBuilder();
    for (Column column : table.columns(thing.columns())) {
      table
          .sequencesOf(List.of(column))
          .forEach(owned ->
              sql.append(
                  sequenceSql(owned.name(), table.name(), table.oid(), List.of(column.name()))));
    }
    return sql.toString();
  }

  private String sequenceSql(SqlName sequence, SqlName table, long oid, List<String> column) {
    Step step = inside.step();
    return store.sequenceSql(
        new Store.Entry(
            step.id(),
            step.direction(),
            KeptKind.SEQUENCE,
            table,
            oid,
            column,
            List.of(),
            Matching.NONE,
            null,
            null),
        sequence);
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
    store.add(entry(thing, note), id, contents);
    tell(thing, contents.rows());
  }

  /** What is to be written about a thing. */
  Store.Entry entry(Thing thing, @Nullable String note) {
    Step step = inside.step();
    return new Store.Entry(
        step.id(),
        step.direction(),
        thing.kind(),
        thing.table().name(),
        thing.table().oid(),
        thing.columns(),
        thing.key(),
        thing.matching(),
        definition(thing),
        note);
  }

  private static String definition(Thing thing) {
    return thing.table().columns(thing.columns()).stream()
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
