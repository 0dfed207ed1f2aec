package dev.ebb.keep;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.keep.Inventory.Gone;
import dev.ebb.keep.table.Column;
import dev.ebb.keep.table.Ourselves;
import dev.ebb.keep.table.Preview;
import dev.ebb.keep.table.Table;
import dev.ebb.keep.table.TableReader;
import dev.ebb.loss.Touch;
import dev.ebb.loss.Touch.How;
import dev.ebb.run.StepGuard.Inside;
import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs the statements of one step so that nothing is destroyed before it is kept. What a
 * statement's text announces is kept beforehand; then the statement runs, and the database itself
 * tells what it took away. If that is more, it is undone by a savepoint, that is kept too, and the
 * statement runs again. Confined to one transaction.
 */
final class StepCare {
  /** A statement that still takes away something new after so many tries does so by chance. */
  private static final int TRIES = 5;

  private static final Set<How> ANY = EnumSet.allOf(How.class);

  private final Inside inside;
  private final Session session;
  private final Inventory.Books books;
  private final Refusal refusal;
  private final Keeper keeper;
  private final Captures captures;
  private final Retyping retyping;
  private final ShortWay shortWay;
  private final Set<Object> settled = new HashSet<>();
  private final List<Statement> group = new ArrayList<>();
  private Counters before = new Counters(Map.of());
  private @Nullable Inventory start;
  private boolean creates;

  /** A column by its numbers: kept, or let go. */
  private record Place(long table, int column) {}

  /** A table whose changed values need no keeping. */
  private record Updates(long table) {}

  StepCare(Inside inside, Store store, Inventory.Books books, Preview preview, Refusal refusal) {
    this.inside = inside;
    this.session = inside.session();
    this.books = books;
    this.refusal = refusal;
    this.keeper = new Keeper(inside, store);
    this.captures = new Captures(inside, store, keeper);
    this.retyping = new Retyping(inside, store, keeper);
    this.shortWay = new ShortWay(inside, store, keeper, preview, this::isSettled);
  }

  /** What was kept. */
  List<Keeper.News> takeNews() {
    return keeper.takeNews();
  }

  /** Runs statements, of which that is known. */
  void run(List<Statement> statements, List<Touch> touches) {
    creates = PlainStatements.mayCreate(statements, touches);
    if (creates && !touches.stream().allMatch(StepCare::addsAtMost)) {
      start();
    }
    for (int i = 0; i < statements.size(); i++) {
      Statement statement = statements.get(i);
      if (PlainStatements.fillsItsOwn(statements, touches, i)) {
        inside.execute(statement);
      } else if (!creates && shortWay.laidAside(statements, touches, i)) {
        inside.execute(statement);
        shortWay.settle();
      } else if (touches.get(i) instanceof Touch.Adds) {
        light(statement);
      } else {
        endGroup();
        heavy(
            statement,
            touches.get(i),
            statements.size() == 1 ? Captures.Often.ONCE : often(touches, i));
      }
    }
    endGroup();
    captures.closeAll();
  }

  private static boolean addsAtMost(Touch touch) {
    return touch instanceof Touch.Nothing || touch instanceof Touch.Adds;
  }

  // Nothing but one statement on that table: then each of its rows changes at most once.
  private static Captures.Often often(List<Touch> touches, int index) {
    for (int i = 0; i < touches.size(); i++) {
      boolean other = i != index && !(touches.get(i) instanceof Touch.Nothing);
      if (other && touches.get(i) instanceof Touch.ChangesRows) {
        return Captures.Often.SEVERAL_TIMES;
      }
    }
    return Captures.Often.ONCE;
  }

  private void heavy(Statement statement, Touch touch, Captures.Often often) {
    switch (touch) {
      case Touch.Nothing _, Touch.Renames _, Touch.Adds _, Touch.Calls _ -> {
        captures.close();
        inside.execute(statement);
      }
      case Touch.Opaque(String what) -> {
        captures.close();
        refusal.impossible(what, "Ebb cannot see what becomes of its values");
        inside.execute(statement);
      }
      case Touch.ChangesRows(List<Touch.Target> targets, _) -> {
        Inventory known = start();
        targets.forEach(target -> foresee(known, target, often));
        careful(statement, targets.stream().anyMatch(t -> t.how() == How.TRUNCATE));
        settled.removeIf(Updates.class::isInstance);
      }
      case Touch.AltersTable(SqlName table, List<String> dropped, List<Touch.Retype> retyped) -> {
        captures.close();
        if (foreseen(statement, touch)) {
          return;
        }
        foresee(start(), table, dropped, retyped);
        careful(statement, true);
        retyping.settle();
      }
      case Touch.Drops _, Touch.RunsCode _ -> {
        captures.close();
        if (foreseen(statement, touch)) {
          return;
        }
        start();
        careful(statement, true);
        retyping.settle();
      }
    }
  }

  /** Runs a statement if all that it takes away is certain, and nobody has to look afterwards. */
  private boolean foreseen(Statement statement, Touch touch) {
    List<Keeper.Thing> kept = creates ? null : shortWay.keep(statement, touch);
    if (kept == null) {
      return false;
    }
    kept.forEach(this::settle);
    if (!shortWay.isDone()) {
      inside.execute(statement);
    }
    return true;
  }

  private void settle(Keeper.Thing thing) {
    if (thing.kind() == KeptKind.TABLE) {
      settled.add(thing.table().oid());
    } else {
      thing.table().columns(thing.columns()).stream()
          .map(c -> new Place(thing.table().oid(), c.number()))
          .forEach(settled::add);
    }
  }

  /** The tables that there were when the step began: what came later is nobody's data. */
  private Inventory start() {
    Inventory known = start;
    if (known == null) {
      known = Inventory.read(session, books);
      start = known;
    }
    return known;
  }

  private Inventory now() {
    return start == null ? start() : Inventory.read(session, books);
  }

  // One look at the counters for many statements that only add; seldom one of them sets off code
  // that takes away, and then they are gone through one by one.
  private void light(Statement statement) {
    if (group.isEmpty()) {
      before = Counters.read(session, "SAVEPOINT ebb_group;", books);
    }
    group.add(statement);
    inside.execute(statement);
  }

  private void endGroup() {
    if (group.isEmpty()) {
      return;
    }
    List<Statement> statements = List.copyOf(group);
    group.clear();
    boolean touched =
        Counters.read(session, books).since(before).entrySet().stream()
            .anyMatch(e -> !isCovered(e.getKey(), e.getValue()));
    if (!touched) {
      session.execute("RELEASE ebb_group");
      return;
    }
    session.execute("ROLLBACK TO ebb_group;RELEASE ebb_group");
    statements.forEach(statement -> careful(statement, false));
  }

  private void careful(Statement statement, boolean objects) {
    for (int i = 0; i < TRIES; i++) {
      Inventory earlier = objects ? now() : null;
      Counters counted = Counters.read(session, "SAVEPOINT ebb_care;", books);
      Map<Long, Long> seen = captures.seen();
      inside.execute(statement);
      List<Runnable> missing = new ArrayList<>();
      if (earlier != null) {
        missing.addAll(missing(earlier.goneIn(Inventory.read(session, books))));
      }
      missing.addAll(missing(Counters.read(session, books).since(counted), seen));
      if (missing.isEmpty()) {
        session.execute("RELEASE ebb_care");
        if (objects && !captures.isUndisturbed()) {
          refusal.impossible(
              "rows that statement " + statement.number() + " changes",
              "it switches the triggers off by which they are kept");
        }
        return;
      }
      session.execute("ROLLBACK TO ebb_care;RELEASE ebb_care");
      missing.forEach(Runnable::run);
    }
    refusal.impossible(
        "what statement " + statement.number() + " destroys",
        "each time that it runs it destroys something else");
    inside.execute(statement);
  }

  private boolean isCovered(long oid, Counters.Counts counts) {
    boolean deletes = counts.deleted() == 0 || captured(oid, How.DELETE);
    boolean updates =
        counts.updated() == 0 || captured(oid, How.UPDATE) || settled.contains(new Updates(oid));
    return !start().has(oid) || isSettled(oid) || (deletes && updates);
  }

  /** Whether a change of rows fires a trigger of ours, through whichever table it goes. */
  private boolean captured(long oid, How how) {
    return start().withAncestors(oid).stream().allMatch(table -> captures.has(table, how));
  }

  private boolean isSettled(long table) {
    return !settled.isEmpty() && (settled.contains(table) || settled.contains(start().root(table)));
  }

  /** What has to be done before a statement may change these rows. */
  private List<Runnable> missing(Map<Long, Counters.Counts> changes, Map<Long, Long> seen) {
    Map<Long, Long> changedInTree = new HashMap<>();
    changes.forEach((oid, counts) ->
        changedInTree.merge(start().root(oid), counts.deleted() + counts.updated(), Long::sum));
    List<Runnable> missing = new ArrayList<>();
    changes.forEach((oid, counts) -> {
      long root = start().root(oid);
      if (!isCovered(oid, counts) && !sawAll(root, changedInTree.getOrDefault(root, 0L), seen)) {
        start()
            .withAncestors(oid)
            .forEach(table ->
                missing.add(() -> capture(table, ANY, null, Captures.Often.SEVERAL_TIMES)));
      }
    });
    return missing;
  }

  // Rows of a partition are seen by the trigger of the table that a statement names, which may be
  // any above it.
  private boolean sawAll(long root, long changed, Map<Long, Long> seen) {
    return captures.has(root) && captures.seen(root) - seen.getOrDefault(root, 0L) >= changed;
  }

  /** What has to be done before a statement may take these objects away. */
  private List<Runnable> missing(Gone gone) {
    List<Runnable> missing = new ArrayList<>();
    for (long oid : gone.tables()) {
      if (start().has(oid) && settled.add(oid)) {
        missing.add(() -> keep(oid, keeper::table));
      }
    }
    gone.columns()
        .forEach((oid, numbers) -> {
          List<Integer> fresh = fresh(oid, numbers);
          if (!fresh.isEmpty()) {
            missing.add(() -> keep(oid, t -> keeper.columns(t, numbered(t, fresh))));
          }
        });
    gone.retyped()
        .forEach((oid, numbers) -> {
          List<Integer> fresh = fresh(oid, numbers);
          if (!fresh.isEmpty()) {
            missing.add(() -> keep(oid, t -> retyping.remember(t, numbered(t, fresh))));
          }
        });
    for (long oid : gone.rewritten()) {
      if (start().has(oid) && !captured(oid, How.TRUNCATE) && !isSettled(oid)) {
        missing.add(() -> capture(oid, ANY, null, Captures.Often.SEVERAL_TIMES));
      }
    }
    for (long oid : gone.sequences()) {
      if (settled.add(oid)) {
        missing.add(() -> guarded("a sequence", () -> keeper.sequence(oid)));
      }
    }
    return missing;
  }

  private List<Integer> fresh(long oid, List<Integer> numbers) {
    return numbers.stream()
        .filter(n -> start().has(oid) && settled.add(new Place(oid, n)))
        .toList();
  }

  private static List<Column> numbered(Table table, List<Integer> numbers) {
    return table.columns().stream().filter(c -> numbers.contains(c.number())).toList();
  }

  private interface Keeping {
    void keep(Table table);
  }

  private void keep(long oid, Keeping keeping) {
    Optional<Table> found = Ourselves.work(session, () -> new TableReader(session).byOid(oid));
    found.ifPresent(table ->
        guarded(
            "table " + table.name(),
            () -> {
              // Readers may go on; who writes would write what we do not see.
              session.execute("LOCK TABLE " + table.from() + " IN EXCLUSIVE MODE");
              keeping.keep(table);
            }));
  }

  private void capture(
      long oid, Set<How> hows, @Nullable Set<String> assigned, Captures.Often often) {
    Optional<Table> found = Ourselves.work(session, () -> new TableReader(session).byOid(oid));
    found.ifPresent(table -> {
      if (table.inherits()) {
        refusal.impossible(
            "rows of " + table.name(), "it inherits, and a trigger sees only half of such a row");
        settled.add(oid);
        return;
      }
      boolean kept =
          guarded("rows of " + table.name(), () -> captures.open(table, hows, assigned, often));
      if (!kept) {
        settled.add(oid);
      }
    });
  }

  /** Keeps something, or finds that it cannot be kept; tells which. */
  private boolean guarded(String what, Runnable keeping) {
    session.execute("SAVEPOINT ebb_keep");
    try {
      Ourselves.work(
          session,
          () -> {
            keeper.prepare();
            keeping.run();
          });
      session.execute("RELEASE ebb_keep");
      return true;
    } catch (SqlFailure failure) {
      if (Keeper.isNoRefusal(failure)) {
        throw failure;
      }
      keeper.distrust();
      session.execute("ROLLBACK TO ebb_keep;RELEASE ebb_keep");
      refusal.impossible(what, failure.serverMessage());
      return false;
    }
  }

  private void foresee(Inventory known, Touch.Target target, Captures.Often often) {
    long oid = resolve(target.table());
    if (!known.has(oid) || captures.has(oid, target.how()) || isSettled(oid)) {
      return;
    }
    Set<String> assigned =
        target.how() == How.UPDATE && !target.columns().isEmpty()
            ? Set.copyOf(target.columns())
            : null;
    if (assigned != null && allNew(known, oid, assigned)) {
      settled.add(new Updates(oid));
      return;
    }
    capture(oid, Set.of(target.how()), assigned, often);
  }

  // What this very step has added holds nothing but what the step itself has put there. Code that
  // changes other columns meanwhile could only be a trigger's.
  private boolean allNew(Inventory known, long oid, Set<String> assigned) {
    return Ourselves.work(session, () -> new TableReader(session).byOid(oid))
        .filter(table -> !table.changesRows())
        .filter(
            table -> table.columns(assigned).stream().noneMatch(c -> known.has(oid, c.number())))
        .isPresent();
  }

  private void foresee(
      Inventory known, SqlName table, List<String> dropped, List<Touch.Retype> retyped) {
    long oid = resolve(table);
    if (!known.has(oid)) {
      return;
    }
    keep(
        oid,
        found -> {
          List<Column> going =
              found.columns(dropped).stream()
                  .filter(c -> !c.generated() && known.has(oid, c.number()))
                  .filter(c -> settled.add(new Place(oid, c.number())))
                  .toList();
          if (!going.isEmpty()) {
            keeper.columns(found, going);
          }
          List<Column> changing =
              retyped.stream()
                  .flatMap(r ->
                      found.columns(List.of(r.column())).stream()
                          .filter(c -> !Retyping.isSafe(c, r)))
                  .filter(c -> !c.generated() && known.has(oid, c.number()))
                  .filter(c -> settled.add(new Place(oid, c.number())))
                  .toList();
          if (!changing.isEmpty()) {
            retyping.remember(found, changing);
          }
          retyped.forEach(r ->
              found
                  .columns(List.of(r.column()))
                  .forEach(c -> settled.add(new Place(oid, c.number()))));
        });
  }

  /** The number of a table as the script would find it; 0 if it is not there. */
  private long resolve(SqlName name) {
    return session.queryOne(
        "SELECT coalesce(pg_catalog.to_regclass("
            + Quote.literal(name.toSql())
            + ")::pg_catalog.oid::bigint, 0) AS oid",
        row -> row.int64("oid"));
  }
}
