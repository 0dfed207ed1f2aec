package dev.ebb.keep;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.graph.Direction;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Step;
import dev.ebb.keep.Kept.Matching;
import dev.ebb.keep.table.Ourselves;
import dev.ebb.keep.table.Table;
import dev.ebb.keep.table.TableReader;
import dev.ebb.run.StepGuard.Inside;
import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives back what one step's opposites had destroyed, in that step's transaction. What cannot be
 * given back stays kept, with the reason beside it; the step itself never fails for it.
 */
final class GiveBack {
  private final Inside inside;
  private final Session session;
  private final Store store;
  private final List<Opposite> opposites;
  private final Consumer<Report> reports;

  /**
   * What became of one kept thing.
   *
   * @param reason why rows are left; null if none are
   */
  record Report(Kept kept, long returned, long left, @Nullable String reason) {}

  /**
   * A direction of a migration whose running takes back what another step did, so that what that
   * one destroyed is given back by it.
   */
  record Opposite(MigrationId id, Direction direction) {
    private static final Pattern NAMED =
        Pattern.compile("(?m)^--[ \\t]*ebb:gives-back[ \\t]+([0-9][0-9, \\t]*)[ \\t\\r]*$");

    /**
     * What a step takes back: its own migration's other direction; and if its script has a line
     * {@code -- ebb:gives-back ID, …}, as a forward fix has, the ups of those.
     */
    static List<Opposite> of(Step step) {
      Direction other = step.direction() == Direction.UP ? Direction.DOWN : Direction.UP;
      List<Opposite> opposites = new ArrayList<>();
      opposites.add(new Opposite(step.id(), other));
      if (step.direction() == Direction.UP) {
        Matcher found = NAMED.matcher(step.source().script().text());
        while (found.find()) {
          for (String id : found.group(1).split("[, \\t]+")) {
            if (!id.isEmpty() && id.length() < 19) {
              opposites.add(new Opposite(new MigrationId(Long.parseLong(id)), Direction.UP));
            }
          }
        }
      }
      return opposites;
    }
  }

  /** What is known about the tables before a step's statements run. Lives as long as the run. */
  static final class Marks {
    private final Set<Long> absent = new HashSet<>();
    private final Set<Long> altered = new HashSet<>();
    private @Nullable String since;

    /** Whether the table, or its columns, were not there when the step began. */
    boolean wasAbsent(Kept kept) {
      return absent.contains(kept.id());
    }
  }

  GiveBack(Inside inside, Store store, List<Opposite> opposites, Consumer<Report> reports) {
    this.inside = inside;
    this.session = inside.session();
    this.store = store;
    this.opposites = opposites;
    this.reports = reports;
  }

  private List<Kept> destroyed() {
    List<Kept> all = new ArrayList<>();
    opposites.forEach(opposite -> all.addAll(store.of(opposite.id(), opposite.direction())));
    return all;
  }

  /** Notes how things are before the step's statements run. */
  void begin(Marks marks) {
    Ourselves.work(
        session,
        () -> {
          List<Kept> all = destroyed();
          all.forEach(kept -> begin(kept, marks));
          marks.since = all.isEmpty() ? null : store.touch(all.getFirst());
        });
  }

  private void begin(Kept kept, Marks marks) {
    if (isAltered(kept)) {
      marks.altered.add(kept.id());
      return;
    }
    Optional<Table> found = locate(kept);
    if (found.isEmpty()) {
      marks.absent.add(kept.id());
    } else if (isMarkable(kept)) {
      Table live = found.get();
      session.execute("LOCK TABLE " + live.from() + " IN EXCLUSIVE MODE");
      session.execute(Giving.markUnchanged(kept, live));
    }
  }

  private boolean isAltered(Kept kept) {
    String checksum = kept.checksum();
    if (kept.store() == null || checksum == null) {
      return false;
    }
    Moving.Sum moved = Moving.Sum.read(checksum);
    return moved == null
        ? !checksum.equals(sum(kept))
        : !moved.stillHolds(session, kept.storeSql());
  }

  // A step that is no transaction may have been here before, and left its marks.
  private @Nullable String sum(Kept kept) {
    return isMarkable(kept)
        ? store.unmarkedSum(kept.storeSql())
        : store.contents(kept.storeSql()).checksum();
  }

  private static boolean isMarkable(Kept kept) {
    return kept.kind() == KeptKind.VALUES && kept.matching() == Matching.KEY;
  }

  /** Gives back whatever can be. */
  void finish(Marks marks) {
    session.execute("SET CONSTRAINTS ALL IMMEDIATE");
    List<Kept> all = destroyed();
    List<Kept> waiting = new ArrayList<>(all);
    // What refers to something else may have to come after it.
    for (boolean progress = true; progress && !waiting.isEmpty(); ) {
      progress = waiting.removeIf(kept -> attempt(kept, marks, false));
    }
    waiting.forEach(kept -> attempt(kept, marks, true));
  }

  private boolean attempt(Kept kept, Marks marks, boolean last) {
    session.execute("SAVEPOINT ebb_return");
    try {
      Report report = Ourselves.work(session, () -> one(kept, marks, last));
      session.execute("RELEASE ebb_return");
      reports.accept(report);
      return true;
    } catch (SqlFailure failure) {
      if (failure.isConnectionLost()
          || failure.isLockTimeout()
          || failure.isDeadlock()
          || failure.isCancelled()) {
        throw failure;
      }
      session.execute("ROLLBACK TO ebb_return;RELEASE ebb_return");
      if (last) {
        Ourselves.work(session, () -> store.note(kept, failure.serverMessage()));
        reports.accept(new Report(kept, 0, kept.left(), failure.serverMessage()));
      }
      return false;
    }
  }

  private Report one(Kept kept, Marks marks, boolean rowByRow) {
    if (kept.kind() == KeptKind.SEQUENCE) {
      raise(session, kept);
      store.returned(kept, 1, 0, null);
      return new Report(kept, 1, 0, null);
    }
    String obstacle =
        marks.altered.contains(kept.id())
            ? "what is stored was altered since it was kept"
            : kept.matching() == Matching.NONE && kept.kind() == KeptKind.VALUES
                ? kept.note()
                : null;
    Table live = obstacle == null ? locate(kept).orElse(null) : null;
    if (live == null) {
      String reason = obstacle == null ? "there is no table with these columns" : obstacle;
      store.note(kept, reason);
      return new Report(kept, 0, kept.left(), reason);
    }
    Giving giving =
        Giving.of(kept, live, marks.wasAbsent(kept), Seeds.in(inside.step(), live), marks.since);
    Giving.Result result = giving.run(inside, rowByRow);
    store.returned(kept, kept.rows() - result.left(), result.left(), result.reason());
    return new Report(kept, kept.rows() - result.left(), result.left(), result.reason());
  }

  /**
   * Gives one thing back because a person says so: also what was left when it came back once, or
   * was altered since.
   *
   * @param keptWins over what is live in its place
   */
  static Shelf.Restored byHand(Inside inside, Store store, Kept kept, boolean keptWins) {
    Session session = inside.session();
    Optional<Table> live = locate(session, kept);
    if (live.isEmpty() || (kept.kind() == KeptKind.VALUES && kept.matching() == Matching.NONE)) {
      String why = live.isEmpty() ? "there is no table with these columns" : kept.note();
      return new Shelf.Restored(kept, 0, kept.left(), why);
    }
    Giving giving = Giving.byHand(kept, live.get(), keptWins);
    Giving.Result result =
        giving.inSavepoint(inside, false).orElseGet(() -> giving.run(inside, true));
    long returned = kept.left() - result.left();
    store.returned(kept, kept.returned() + returned, result.left(), result.reason());
    return new Shelf.Restored(kept, returned, result.left(), result.reason());
  }

  private Optional<Table> locate(Kept kept) {
    return locate(session, kept);
  }

  /**
   * The live table that a kept thing belongs to: the same one if it is still there, whatever it is
   * called now; else the one of that name.
   */
  private static Optional<Table> locate(Session session, Kept kept) {
    TableReader reader = new TableReader(session);
    SqlName name = kept.table();
    return Stream.of(
            reader.byOid(kept.oid()), reader.byName(String.valueOf(name.namespace()), name.name()))
        .flatMap(Optional::stream)
        .filter(table -> !Store.NAMESPACE.equals(table.name().namespace()) && fits(kept, table))
        .findFirst();
  }

  private static boolean fits(Kept kept, Table table) {
    return switch (kept.kind()) {
      case COLUMNS -> has(table, kept.columns()) && has(table, kept.key());
      case VALUES -> has(table, kept.key());
      case TABLE, ROWS -> true;
      case SEQUENCE -> has(table, kept.columns());
    };
  }

  private static boolean has(Table table, List<String> columns) {
    return table.columns(columns).size() == columns.size();
  }

  /** Raises the live sequence to where the kept one was, never back. */
  private static void raise(Session session, Kept kept) {
    String[] state = String.valueOf(kept.definition()).split(" ");
    String table = Quote.literal(kept.table().toSql());
    String sequence =
        kept.columns().isEmpty()
            ? "to_regclass(" + table + ")"
            : "CASE WHEN to_regclass(%s) IS NOT NULL THEN pg_get_serial_sequence(%s, %s)::regclass END"
                .formatted(table, table, Quote.literal(kept.columns().getFirst()));
    session.query(
        """
        SELECT setval(c.oid::regclass, %1$s, %2$s)::text AS value
          FROM pg_class c JOIN pg_sequence s ON s.seqrelid = c.oid
         WHERE c.oid = %3$s
           AND CASE WHEN s.seqincrement > 0
                 THEN coalesce(pg_sequence_last_value(c.oid), s.seqstart - 1) < %1$s
                 ELSE coalesce(pg_sequence_last_value(c.oid), s.seqstart + 1) > %1$s END
        """
            .formatted(state[0], state[1], sequence),
        row -> row.text("value"));
  }
}
