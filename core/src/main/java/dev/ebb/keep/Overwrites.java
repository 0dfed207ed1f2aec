package dev.ebb.keep;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.keep.Kept.Matching;
import dev.ebb.keep.table.Column;
import dev.ebb.keep.table.Ourselves;
import dev.ebb.keep.table.Preview;
import dev.ebb.keep.table.Table;
import dev.ebb.keep.table.TableReader;
import dev.ebb.loss.Touch;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what one plain {@code UPDATE} writes over in a small table where that sets nothing else
 * off: lays the columns aside before, and compares afterwards. Two messages, where triggers would
 * take a dozen and look at everything. Confined to one transaction.
 */
final class Overwrites {
  private final Session session;
  private final Store store;
  private final Keeper keeper;
  private @Nullable Aside aside;

  /** What lies aside, if there is anything: the key, then the columns. */
  private record Aside(long id, Table table, List<Column> key, List<Column> columns) {
    List<Column> all() {
      return Stream.concat(key.stream(), columns.stream()).toList();
    }
  }

  Overwrites(Session session, Store store, Keeper keeper) {
    this.session = session;
    this.store = store;
    this.keeper = keeper;
  }

  /**
   * Lays aside what a statement may write over; false if that needs more care, and then nothing has
   * happened.
   *
   * @param calls names that may be functions which the statement calls
   */
  boolean begin(Touch.Target target, Set<String> calls, Preview preview) {
    aside = null;
    Preview.Sight sight = preview.of(List.of(target.table()), List.of());
    if (sight == null || !store.isReady()) {
      return false;
    }
    Table table = sight.tables().getFirst();
    List<Column> key = table.keyWithout(List.of());
    List<Column> columns =
        table.data().stream().filter(c -> target.columns().contains(c.name())).toList();
    boolean simple =
        table.calm()
            && !key.isEmpty()
            && !columns.isEmpty()
            && key.stream().noneMatch(columns::contains);
    return simple && begin(sight, new Aside(0, table, key, columns), calls);
  }

  private boolean begin(Preview.Sight sight, Aside wanted, Set<String> calls) {
    String query =
        "SELECT " + Keeper.stored(wanted.all()) + " FROM " + wanted.table().from() + " t";
    String check =
        sight.check(
            "NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = %d AND %s) AND NOT (SELECT relhasrules FROM pg_class WHERE oid = %d)%s"
                .formatted(
                    wanted.table().oid(),
                    TableReader.LOUD,
                    wanted.table().oid(),
                    calls.isEmpty() ? "" : " AND NOT EXISTS (" + Code.dangerous(calls) + ")"));
    try {
      session.queryEach(
          "SAVEPOINT ebb_keep;"
              + Ourselves.away(sight.wanted())
              + check
              + store.asideSql(query, Shape.of(wanted.all()))
              + Ourselves.BACK
              + "RELEASE ebb_keep",
          names ->
              row -> {
                if (names.contains("aside")) {
                  aside =
                      new Aside(row.int64("aside"), wanted.table(), wanted.key(), wanted.columns());
                }
              });
      return true;
    } catch (SqlFailure failure) {
      keeper.undo(failure, "");
      return false;
    }
  }

  /** The statement has run: what it has written over is kept. */
  void settle() {
    Aside was = aside;
    if (was == null) {
      return;
    }
    String stored = "(" + Shape.of(was.all()).rows(was.id()) + ")";
    keeper.overwritten(
        new Keeper.Thing(
            KeptKind.VALUES, was.table(), names(was.columns()), names(was.key()), Matching.KEY),
        Retyping.changed(stored, was.key(), was.columns(), was.table()),
        Shape.of(was.key()).withValues(),
        "DELETE FROM ebb_keep.small WHERE kept = " + was.id() + ";");
    aside = null;
  }

  private static List<String> names(List<Column> columns) {
    return columns.stream().map(Column::name).toList();
  }
}
