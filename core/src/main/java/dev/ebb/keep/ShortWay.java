package dev.ebb.keep;

import dev.ebb.db.Session;
import dev.ebb.keep.table.Preview;
import dev.ebb.keep.table.TableReader;
import dev.ebb.loss.Touch;
import dev.ebb.run.StepGuard.Inside;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a statement takes away if its text and the catalog tell that for certain, so that
 * nobody has to look afterwards; else it does nothing and says so. What was read before the run is
 * relied on if a check that goes along says that it still holds. Confined to one transaction.
 */
final class ShortWay {
  private final Session session;
  private final Store store;
  private final Keeper keeper;
  private final Preview preview;
  private final LongPredicate settled;
  private final Overwrites overwrites;
  private final Moving moving;
  private boolean replaced;

  /**
   * A way for one step.
   *
   * @param settled tells of which tables nothing need be kept any more
   */
  ShortWay(Inside inside, Store store, Keeper keeper, Preview preview, LongPredicate settled) {
    this.session = inside.session();
    this.store = store;
    this.keeper = keeper;
    this.preview = preview;
    this.settled = settled;
    this.overwrites = new Overwrites(session, store, keeper);
    this.moving = new Moving(inside, store, keeper);
  }

  /** Whether what was kept last is gone already, so that the statement must not run any more. */
  boolean isDone() {
    return replaced;
  }

  /** What was kept, maybe nothing; null if it is not certain, and then nothing has happened. */
  @Nullable List<Keeper.Thing> keep(Statement statement, Touch touch) {
    replaced = false;
    List<SqlName> names = PlainStatements.certain(statement, touch);
    if (names.isEmpty()) {
      return null;
    }
    Preview.Sight sight = preview.of(names, PlainStatements.columns(touch));
    List<Keeper.Thing> kept = null;
    if (sight != null && store.isReady()) {
      List<Keeper.Thing> things = fresh(PlainStatements.things(sight.tables(), touch));
      kept = keeper.known(things, sight) ? things : null;
    }
    if (kept == null) {
      kept = looked(names, statement, touch);
    }
    if (kept != null) {
      preview.taken(names, PlainStatements.columns(touch));
    }
    return kept;
  }

  private @Nullable List<Keeper.Thing> looked(
      List<SqlName> names, Statement statement, Touch touch) {
    TableReader.Found found = TableReader.find(session, names);
    List<Keeper.Thing> things = PlainStatements.things(found, touch);
    if (things == null) {
      session.execute(found.back());
      return null;
    }
    preview.know(names, found);
    List<Keeper.Thing> fresh = fresh(things);
    if (fresh.isEmpty()) {
      session.execute(found.back());
      return fresh;
    }
    boolean one = touch instanceof Touch.Drops && names.size() == 1;
    if (one && Moving.isFor(fresh.getFirst().table())) {
      session.execute(found.back());
      replaced = moving.instead(statement, fresh.getFirst());
      return replaced ? fresh : copied(names, touch);
    }
    return keeper.atOnce(fresh, found) ? fresh : null;
  }

  private @Nullable List<Keeper.Thing> copied(List<SqlName> names, Touch touch) {
    TableReader.Found found = TableReader.find(session, names);
    List<Keeper.Thing> things = PlainStatements.things(found, touch);
    if (things == null) {
      session.execute(found.back());
      return null;
    }
    return keeper.atOnce(things, found) ? things : null;
  }

  private List<Keeper.Thing> fresh(List<Keeper.Thing> things) {
    return things.stream().filter(t -> !settled.test(t.table().oid())).toList();
  }

  /** Whether what a statement writes over lies aside now; {@link #settle} is to follow it. */
  boolean laidAside(List<Statement> statements, List<Touch> touches, int index) {
    Touch.Target target = PlainStatements.overwrites(statements, touches, index);
    return target != null
        && overwrites.begin(target, PlainStatements.calls(statements.get(index)), preview);
  }

  /** The statement has run: what it has written over is kept. */
  void settle() {
    overwrites.settle();
  }
}
