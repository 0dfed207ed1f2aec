package dev.ebb.keep;

import dev.ebb.db.Session;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.graph.Direction;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.keep.table.Preview;
import dev.ebb.ledger.LedgerHome;
import dev.ebb.loss.Touch;
import dev.ebb.run.StepGuard;
import dev.ebb.run.StepGuard.Inside;
import dev.ebb.sql.Effect;
import dev.ebb.sql.ObjectKind;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the steps of one run would destroy, and gives back what their opposites had destroyed.
 * Costs nothing for statements that can take nothing away. Confined to the thread that runs.
 */
public final class KeepGuard implements StepGuard {
  private final SchemaName schema;
  private final Inventory.Books books;
  private final LossPolicy policy;
  private final String toolVersion;
  private final EventSink events;
  private final Map<GiveBack.Opposite, List<Event>> unsaid = new HashMap<>();
  private final Set<GiveBack.Opposite> expected = new HashSet<>();
  private final Set<String> asked = new HashSet<>();
  private final Set<String> dangerous = new HashSet<>();
  private final GiveBack.Marks marks = new GiveBack.Marks();
  private Preview preview = new Preview();
  private @Nullable Store store;
  private boolean empty;

  /**
   * A guard for one run.
   *
   * @param schema whose migrations run
   * @param home where its books are
   * @param policy what is to become of data that would be destroyed
   * @param toolVersion written beside what is kept
   * @param events hears what was kept and given back
   */
  public static StepGuard of(
      SchemaName schema, LedgerHome home, LossPolicy policy, String toolVersion, EventSink events) {
    Inventory.Books books =
        new Inventory.Books(home.namespace(), List.of("migration_logs", home.versionTable()));
    return new KeepGuard(schema, books, policy, toolVersion, events);
  }

  private KeepGuard(
      SchemaName schema,
      Inventory.Books books,
      LossPolicy policy,
      String toolVersion,
      EventSink events) {
    this.schema = schema;
    this.books = books;
    this.policy = policy;
    this.toolVersion = toolVersion;
    this.events = events;
  }

  @Override
  public void connected(Session session, List<Step> steps) {
    if (steps.isEmpty()) {
      return;
    }
    if (Store.exists(session)) {
      expected.addAll(
          session.query(
              "SELECT DISTINCT migration, direction FROM ebb_keep.catalogue"
                  + " WHERE schema = ? AND state = 'kept'",
              row ->
                  new GiveBack.Opposite(
                      new MigrationId(row.int64("migration")),
                      row.text("direction").equals("up") ? Direction.UP : Direction.DOWN),
              schema.value()));
    }
    // Where there is no table yet, whatever this run destroys it has made itself.
    empty |=
        session.queryOne(
            "SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
                + " ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND "
                + books.others()
                + ") AS empty",
            row -> row.bool("empty"));
    if (!nothingToKeep()) {
      look(session, steps);
    }
  }

  // Once for all, since asking for each table alone costs a step more than it takes itself.
  private void look(Session session, List<Step> steps) {
    preview = new Preview();
    List<SqlName> names = steps.stream().flatMap(PlainStatements::tables).toList();
    if (preview.look(session, names)) {
      store(session).seen();
    }
  }

  @Override
  public boolean passes(Step step) {
    return !expects(step)
        && (nothingToKeep()
            || step.source().script().statements().stream().allMatch(KeepGuard::isTame));
  }

  private boolean nothingToKeep() {
    return empty || policy == LossPolicy.ACCEPT;
  }

  // A new function has to be known when it is called.
  private static boolean isTame(Statement statement) {
    return newFunction(statement) == null && takesNothing(Touch.of(statement));
  }

  private static boolean takesNothing(Touch touch) {
    return touch instanceof Touch.Nothing || touch instanceof Touch.Renames;
  }

  @Override
  public boolean expects(Step step) {
    return !expected.isEmpty() && GiveBack.Opposite.of(step).stream().anyMatch(expected::contains);
  }

  @Override
  public void begun(Inside inside) {
    unsaid.remove(way(inside.step()));
    if (expects(inside.step())) {
      giveBack(inside).begin(marks);
    }
  }

  @Override
  public void run(Inside inside, List<Statement> statements) {
    if (nothingToKeep()) {
      statements.forEach(inside::execute);
      return;
    }
    List<Touch> touches = touches(inside.session(), statements);
    if (touches.stream().allMatch(KeepGuard::takesNothing)) {
      statements.forEach(inside::execute);
      return;
    }
    Step step = inside.step();
    List<Event> said = unsaid.computeIfAbsent(way(step), _ -> new ArrayList<>());
    // of an attempt that was rolled back
    said.removeIf(event -> !(event instanceof Event.GivenBack));
    Refusal refusal = new Refusal(schema, step, policy, said::add);
    StepCare care = new StepCare(inside, store(inside.session()), books, preview, refusal);
    try {
      care.run(statements, touches);
    } catch (RuntimeException e) {
      store(inside.session()).distrust();
      throw e;
    }
    List<Keeper.News> news = care.takeNews();
    refusal.losses(news);
    news.forEach(n -> said.add(new Event.Kept(schema, step, n.object(), n.rows())));
    if (!news.isEmpty()) {
      expected.add(way(step));
    }
  }

  private static GiveBack.Opposite way(Step step) {
    return new GiveBack.Opposite(step.id(), step.direction());
  }

  // What is rolled back was never true, and is done again.
  @Override
  public void committed(Step step) {
    List<Event> said = unsaid.remove(way(step));
    if (said != null) {
      said.forEach(events::accept);
    }
  }

  @Override
  public void alone(Session session, Step step, Statement statement) {
    if (!empty
        && policy != LossPolicy.ACCEPT
        && Touch.of(statement) instanceof Touch.RunsCode code) {
      Code found = new Code(session);
      if (found.mayDestroy(statement)) {
        new Refusal(schema, step, policy, events)
            .impossible(
                "what " + code.what() + " takes away (" + statement.head() + ")",
                "it commits by itself, so nothing can be kept in its transaction");
      }
    }
  }

  @Override
  public void finished(Inside inside) {
    if (expects(inside.step())) {
      giveBack(inside).finish(marks);
    }
  }

  // The same for all steps on a connection, since it remembers which numbers are new.
  private Store store(Session session) {
    Store known = store;
    if (known == null || !known.isIn(session)) {
      known = new Store(session, schema, toolVersion);
      store = known;
    }
    return known;
  }

  private GiveBack giveBack(Inside inside) {
    return new GiveBack(
        inside,
        store(inside.session()),
        GiveBack.Opposite.of(inside.step()),
        report -> tell(inside.step(), report));
  }

  private void tell(Step step, GiveBack.Report report) {
    if (report.kept().kind() != KeptKind.SEQUENCE) {
      unsaid
          .computeIfAbsent(way(step), _ -> new ArrayList<>())
          .add(
              new Event.GivenBack(
                  schema,
                  step,
                  report.kept().title(),
                  report.returned(),
                  report.left(),
                  report.reason()));
    }
  }

  /** What the statements may take away, after asking the server about functions that they call. */
  private List<Touch> touches(Session session, List<Statement> statements) {
    List<Touch> touches = statements.stream().map(Touch::of).toList();
    statements.forEach(this::noteNewFunction);
    Set<String> unknown = new HashSet<>();
    touches.forEach(touch -> unknown.addAll(calls(touch)));
    unknown.removeAll(asked);
    if (!unknown.isEmpty()) {
      dangerous.addAll(new Code(session).mayDestroy(unknown));
      asked.addAll(unknown);
    }
    return touches.stream().map(this::judged).toList();
  }

  // What does not exist yet cannot be looked into.
  private void noteNewFunction(Statement statement) {
    SqlName name = newFunction(statement);
    if (name != null) {
      dangerous.add(name.name());
      asked.add(name.name());
    }
  }

  private static @Nullable SqlName newFunction(Statement statement) {
    return statement.effect() instanceof Effect.Creates(ObjectKind kind, SqlName name, _)
            && (kind == ObjectKind.FUNCTION || kind == ObjectKind.PROCEDURE)
        ? name
        : null;
  }

  private static List<String> calls(Touch touch) {
    return switch (touch) {
      case Touch.Adds(List<SqlName> calls) -> calls.stream().map(SqlName::name).toList();
      case Touch.Calls(List<SqlName> calls) -> calls.stream().map(SqlName::name).toList();
      case Touch.Nothing _, Touch.Renames _, Touch.Drops _, Touch.AltersTable _ -> List.of();
      case Touch.ChangesRows _, Touch.RunsCode _, Touch.Opaque _ -> List.of();
    };
  }

  private Touch judged(Touch touch) {
    if (calls(touch).stream().anyMatch(dangerous::contains)) {
      return new Touch.RunsCode("a function");
    }
    return touch instanceof Touch.Calls ? new Touch.Nothing() : touch;
  }
}
