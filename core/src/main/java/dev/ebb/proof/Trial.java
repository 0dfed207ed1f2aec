package dev.ebb.proof;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.Difference;
import dev.ebb.fault.Fault;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Migration;
import dev.ebb.loss.Touch;
import dev.ebb.rows.Filling;
import dev.ebb.rows.RowOptions.Extremes;
import dev.ebb.shadow.Observation;
import dev.ebb.sql.Script;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One migration on a stand, from the moment at which its up has run: down and up again; then, with
 * more rows that came after the up, once more. Leaves the migration applied.
 */
final class Trial {
  private final Stand stand;
  private final Migration migration;
  private final Observation up;
  private final RowDigests before;
  private final Extremes extremes;
  private final List<Flaw> flaws = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();
  private @Nullable Difference onlyOrder;
  private @Nullable Observation down;
  private boolean spoiled;

  /**
   * A trial.
   *
   * @param migration with the down that is tried
   * @param up what the up did
   * @param before what the tables held before it
   */
  Trial(Stand stand, Migration migration, Observation up, RowDigests before, Extremes extremes) {
    this.stand = stand;
    this.migration = migration;
    this.up = up;
    this.before = before;
    this.extremes = extremes;
  }

  /** Whether the stand is no longer as if only ups had run. */
  boolean spoiled() {
    return spoiled;
  }

  List<Note> notes() {
    return notes;
  }

  /** Tries it. */
  Verdict run() {
    Repetition.of(stand, migration, Direction.UP).ifPresent(notes::add);
    boolean wayBack = !migration.down().script().statements().isEmpty();
    if (!wayBack) {
      Difference change = up.before().difference(up.after());
      addRows();
      return change.isEmpty()
          ? new Verdict.Proven()
          : new Verdict.NotProvable(new Obstacle.NoDown());
    }
    if (downAndUp() && addRows()) {
      stand.keep();
      try {
        downAndUpWithNewRows();
      } finally {
        stand.letGo();
      }
    }
    return verdict();
  }

  private Verdict verdict() {
    if (!flaws.isEmpty()) {
      return new Verdict.Disproven(flaws);
    }
    Difference order = onlyOrder;
    return order == null ? new Verdict.Proven() : new Verdict.ColumnOrder(order);
  }

  // Returns whether it is worth going on.
  private boolean downAndUp() {
    RowDigests between = stand.digest(Stand.touched(up));
    Observation down = stand.observe(migration, Direction.DOWN);
    this.down = down;
    if (!down.succeeded()) {
      flaws.add(new Flaw.DownFails(down.problems()));
      spoiled = !up.after().equals(down.after());
      return false;
    }
    Set<String> touched = Stand.touched(down);
    touched.addAll(Stand.touched(up));
    RowDigests after = stand.digest(touched);
    judge(up.before().difference(down.after()));
    Balance balance = Balance.of(up, down, new Balance.Moments(before, between, after));
    notes.addAll(balance.notes());
    if (!balance.lost().isEmpty()) {
      flaws.add(new Flaw.LosesRows(balance.lost()));
    }
    if (flaws.isEmpty()) {
      Repetition.of(stand, migration, Direction.DOWN).ifPresent(notes::add);
    }
    return upAgain(touched) && flaws.isEmpty();
  }

  private void judge(Difference left) {
    if (left.isOnlyColumnOrder()) {
      onlyOrder = left;
    } else if (!left.isEmpty()) {
      flaws.add(new Flaw.Leaves(left));
    }
  }

  private boolean upAgain(Set<String> touched) {
    try {
      stand.run(migration, Direction.UP);
      return sameAgain(touched);
    } catch (Fault fault) {
      spoiled = true;
      // after an imperfect down that is no news of its own
      if (flaws.isEmpty()) {
        flaws.add(new Flaw.UpFailsAgain(fault.problems()));
      }
      return false;
    }
  }

  // The rows that came in between may be such as the up refuses: that is about them.
  private boolean upOverNewRows(Set<String> touched) {
    try {
      stand.run(migration, Direction.UP);
      return sameAgain(touched);
    } catch (Fault fault) {
      spoiled = true;
      notes.add(new Note.UpRefusesNewRows(fault.problems().getFirst()));
      return false;
    }
  }

  private boolean sameAgain(Set<String> touched) {
    Catalog again = stand.look();
    stand.digest(touched);
    Difference difference = up.after().difference(again);
    if (!difference.isEmpty()) {
      spoiled = true;
      if (flaws.isEmpty() && !difference.isOnlyColumnOrder()) {
        flaws.add(new Flaw.UpDiffers(difference));
      }
      return false;
    }
    return true;
  }

  // Returns whether there are rows now that were not there before.
  private boolean addRows() {
    Set<SqlName> tables = concerned();
    if (tables.isEmpty()) {
      return false;
    }
    // where the first rows were in the way there are none to refer to
    Filling filling = stand.fill(extremes, stand.hasRows() ? tables : Set.of());
    for (Filling.Table table : filling.empty()) {
      String why = table.why();
      notes.add(new Note.NoRows(table.name().toSql(), why == null ? "nobody knows why" : why));
    }
    stand.digest(filling.tables().stream().map(table -> table.name().toSql()).toList());
    return filling.tables().stream().anyMatch(table -> table.added() > 0);
  }

  private void downAndUpWithNewRows() {
    RowDigests filled = stand.digests();
    Set<String> touched = downOverNewRows();
    if (touched == null) {
      return;
    }
    RowDigests after = stand.digest(touched);
    before.tables().forEach((name, old) -> removed(name, old, filled, after));
    if (upOverNewRows(touched)) {
      KeptRows.missing(filled, stand.digests(), Stand.written(up)).forEach(notes::add);
      // what the new tables and columns held went down with them, and the next migration is to meet
      // rows there
      refill();
    }
  }

  /** The tables that it touched; null if it failed. */
  private @Nullable Set<String> downOverNewRows() {
    Observation first = down;
    if (first != null && isPlain(migration.down().script())) {
      return plainlyDown(first);
    }
    Observation second = stand.observe(migration, Direction.DOWN);
    if (!second.succeeded()) {
      notes.add(new Note.DownRefusesNewRows(second.problems().getFirst()));
      spoiled = !up.after().equals(second.after());
      return null;
    }
    judge(up.before().difference(second.after()));
    return Stand.touched(second);
  }

  private @Nullable Set<String> plainlyDown(Observation first) {
    try {
      stand.run(migration, Direction.DOWN, first.after());
      return Stand.touched(first);
    } catch (Fault fault) {
      notes.add(new Note.DownRefusesNewRows(fault.problems().getFirst()));
      spoiled = true;
      return null;
    }
  }

  // What such a script does to objects does not depend on rows.
  private static boolean isPlain(Script script) {
    return script.transactional() && script.statements().stream().allMatch(Trial::isPlain);
  }

  private static boolean isPlain(Statement statement) {
    return switch (Touch.of(statement)) {
      case Touch.Nothing _, Touch.Renames _, Touch.Drops _, Touch.AltersTable _ -> true;
      case Touch.Adds _, Touch.Calls _, Touch.ChangesRows _, Touch.RunsCode _, Touch.Opaque _ ->
          false;
    };
  }

  private void refill() {
    Filling filling = stand.fill(extremes, concerned());
    stand.digest(filling.tables().stream().map(table -> table.name().toSql()).toList());
  }

  private Set<SqlName> concerned() {
    Set<SqlName> tables = new HashSet<>();
    for (String table : Stand.concerned(up.before().evolution(up.after()))) {
      tables.add(SqlName.parse(table));
    }
    return tables;
  }

  private void removed(String name, RowDigests.Table old, RowDigests filled, RowDigests after) {
    RowDigests.Table then = filled.tables().get(name);
    RowDigests.Table now = after.tables().get(name);
    if (then != null && now != null && now.rows() < then.rows() && now.rows() >= old.rows()) {
      notes.add(new Note.DownRemovesNewRows(new Flaw.RowLoss(name, then.rows(), now.rows())));
    }
  }
}
