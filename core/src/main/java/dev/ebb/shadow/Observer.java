package dev.ebb.shadow;

import dev.ebb.catalog.Catalog;
import dev.ebb.db.Session;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Step;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.run.Companion;
import dev.ebb.shadow.Observation.LockSeen;
import dev.ebb.shadow.Observation.Rewrite;
import dev.ebb.shadow.Observation.RowChange;
import dev.ebb.shadow.Observation.StatementSeen;
import dev.ebb.shadow.Observation.Unseen;
import dev.ebb.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Goes along with one step and writes down what it sees. */
final class Observer implements Companion, EventSink {
  private static final String ALONE = "PostgreSQL runs it in transactions of its own";

  private final CatalogReader reader;
  private final Set<String> own;
  private final Detail detail;
  private final Catalog before;
  private final List<StatementSeen> statements = new ArrayList<>();
  private final Map<Relation, LockSeen> locks = new LinkedHashMap<>();
  private final Map<Relation, Vitals.Tally> changed = new LinkedHashMap<>();
  private final List<Unseen> unseen = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private Vitals start = new Vitals(Map.of());
  private Vitals latest = start;
  private List<Rewrite> rewrites = List.of();
  private Map<Relation, Vitals.Tally> rows = Map.of();
  private Duration elapsed = Duration.ZERO;

  /**
   * An observer.
   *
   * @param own names of tables in which the tool keeps its books
   * @param before the objects before the step
   */
  Observer(CatalogReader reader, Set<String> own, Detail detail, Catalog before) {
    this.reader = reader;
    this.own = own;
    this.detail = detail;
    this.before = before;
  }

  /** What the server says while a statement runs is heard before that statement is over. */
  @Override
  public void accept(Event event) {
    if (event instanceof Event.ServerNotice notice) {
      notices.add(notice.text());
    }
  }

  // Called anew when an attempt was rolled back: then nothing of it counts.
  @Override
  public void before(Session session, Step step) {
    statements.clear();
    locks.clear();
    changed.clear();
    unseen.clear();
    notices.clear();
    elapsed = Duration.ZERO;
    rewrites = List.of();
    start = Vitals.read(session);
    latest = start;
    rows = Vitals.rows(session, own);
  }

  // The server goes on counting from one transaction to the next, until it finds time to report.
  @Override
  public void before(Session session, Step step, Statement statement) {
    if (session.inTransaction() && !step.source().script().transactional()) {
      rows = Vitals.rows(session, own);
    }
  }

  @Override
  public void after(Session session, Step step, Statement statement, Duration time) {
    elapsed = elapsed.plus(time);
    List<LockSeen> taken = List.of();
    List<RowChange> more = List.of();
    List<Relation> scans = List.of();
    if (session.inTransaction()) {
      taken =
          detail == Detail.OUTCOME
              ? taken
              : newLocks(start.locks(session, statement.number(), own));
      Map<Relation, Vitals.Tally> now = Vitals.rows(session, own);
      more = Vitals.changes(rows, now);
      scans = Vitals.scans(rows, now);
      rows = now;
      more.forEach(this::count);
    } else {
      unseen.add(new Unseen(statement.number(), "locks and rows", ALONE));
    }
    boolean close = detail == Detail.STATEMENTS;
    List<Rewrite> written = close ? rewritten(session) : List.of();
    Catalog now = close ? reader.read(session) : null;
    statements.add(new StatementSeen(statement, time, taken, written, more, scans, notices, now));
    notices.clear();
  }

  private List<LockSeen> newLocks(List<LockSeen> held) {
    List<LockSeen> news = new ArrayList<>();
    Map<Relation, LockSeen> strongest = new LinkedHashMap<>();
    held.forEach(lock -> strongest.merge(lock.relation(), lock, Observer::stronger));
    strongest.forEach((relation, lock) -> {
      LockSeen known = locks.get(relation);
      if (known == null || known.mode().compareTo(lock.mode()) < 0) {
        locks.put(relation, lock);
        news.add(lock);
      }
    });
    return news;
  }

  private static LockSeen stronger(LockSeen one, LockSeen other) {
    return one.mode().compareTo(other.mode()) >= 0 ? one : other;
  }

  private void count(RowChange more) {
    changed.merge(
        more.table(),
        new Vitals.Tally(more.inserted(), more.updated(), more.deleted(), 0),
        (one, other) -> one.minus(Vitals.Tally.NONE.minus(other)));
  }

  private List<Rewrite> rewritten(Session session) {
    Vitals now = Vitals.read(session);
    List<Rewrite> written = latest.rewrites(now);
    latest = now;
    return written;
  }

  @Override
  public void after(Session session, Step step) {
    rewrites = start.rewrites(Vitals.read(session));
  }

  /** What was seen of a step that ended without a trace. */
  Observation of(Step step, List<Problem> problems) {
    return of(step, problems, before);
  }

  /** What was seen of a step after which there are these objects. */
  Observation of(Step step, List<Problem> problems, Catalog after) {
    return new Observation(
        step,
        before,
        after,
        statements,
        List.copyOf(locks.values()),
        rewrites,
        Vitals.changes(Map.of(), changed),
        elapsed,
        unseen,
        problems);
  }
}
