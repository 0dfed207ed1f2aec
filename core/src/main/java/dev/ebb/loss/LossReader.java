package dev.ebb.loss;

import dev.ebb.db.Session;
import dev.ebb.graph.Direction;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.loss.Findings.Doubts;
import dev.ebb.loss.Losing.Origins;
import dev.ebb.loss.LossReport.StepReport;
import dev.ebb.sql.Effect;
import dev.ebb.sql.ObjectKind;
import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a plan would destroy and where it would fail, from the text of its statements and
 * the database as it is today. It needs no other server, changes nothing, and holds no lock beyond
 * a moment's reading; what code does that a statement runs, it cannot know, and says so. Stateless.
 */
public final class LossReader {
  /** Of so many things it is quicker to ask at once than of each when it comes to it. */
  private static final int FEW = 8;

  private LossReader() {}

  /**
   * What to find out, and of what.
   *
   * @param schema whose migrations run
   * @param steps in the order of running
   * @param state what the ledger says
   * @param ledger the table that says it, with its namespace
   * @param books that table and others in which tools keep their books, which are nobody's data
   * @param limits how much it may cost
   */
  public record Question(
      SchemaName schema,
      List<Step> steps,
      LedgerState state,
      SqlName ledger,
      Set<SqlName> books,
      Limits limits) {
    /** Copies the lists. */
    public Question {
      steps = List.copyOf(steps);
      books = Set.copyOf(books);
    }
  }

  /**
   * Whether the text of any statement leaves it open that something is destroyed, or asks something
   * of rows that are there. Pure, and quick: where it says no, nobody has to be asked.
   */
  public static boolean concerns(List<Step> steps) {
    Set<String> made = new HashSet<>();
    for (Step step : steps) {
      for (Statement statement : step.source().script().statements()) {
        if (concerns(statement, made)) {
          return true;
        }
        if (statement.effect() instanceof Effect.Creates(ObjectKind kind, SqlName name, _)
            && kind == ObjectKind.TABLE) {
          made.add(name.name());
        }
      }
    }
    return false;
  }

  private static boolean concerns(Statement statement, Set<String> made) {
    boolean takes =
        switch (Touch.of(statement)) {
          case Touch.Nothing _, Touch.Renames _ -> false;
          case Touch.Adds(List<SqlName> calls) -> !calls.isEmpty();
          case Touch.RunsCode _ -> CodeText.mayDestroy(statement.text());
          case Touch.AltersTable(SqlName table, _, _) -> !made.contains(table.name());
          case Touch.ChangesRows(List<Touch.Target> targets, _) ->
              targets.stream().anyMatch(t -> !made.contains(t.table().name()));
          case Touch.Calls _, Touch.Drops _, Touch.Opaque _ -> true;
        };
    if (takes
        || (statement.effect() instanceof Effect.Drops(ObjectKind kind, _, _, _) && holds(kind))) {
      return true;
    }
    ActionReader.OnTable onTable = ActionReader.read(statement.text());
    if (onTable == null) {
      return Domains.concerns(statement.text());
    }
    boolean fresh = made.contains(onTable.table().name());
    return onTable.actions().stream()
        .anyMatch(action -> fresh ? takesIn(action, made) : demands(action));
  }

  // What was just made has no rows, but a table that becomes its part may have.
  private static boolean takesIn(Action action, Set<String> made) {
    return action instanceof Action.Attach attach && !made.contains(attach.partition().name());
  }

  // A view, type or function holds nothing; but others may depend on it, and then it stays. What a
  // trigger did is missed without a word.
  private static boolean holds(ObjectKind kind) {
    return switch (kind) {
      case TABLE, VIEW, MATERIALIZED_VIEW, SEQUENCE, TYPE, DOMAIN, SCHEMA, EXTENSION -> true;
      case TRIGGER -> true;
      case FUNCTION, PROCEDURE, POLICY, ROLE, DATABASE, TABLESPACE -> false;
      case SUBSCRIPTION, PUBLICATION, OTHER -> false;
    };
  }

  private static boolean demands(Action action) {
    return switch (action) {
      case Action.AddColumn column ->
          column.filling() != Action.Filling.VALUE && (column.required() || column.type() != null);
      case Action.DropConstraint _ -> false;
      case Action.DropColumn _, Action.Retype _, Action.NotNull _, Action.Unique _ -> true;
      case Action.Check _, Action.ForeignKey _, Action.Validate _ -> true;
      case Action.Exclude _, Action.Attach _ -> true;
    };
  }

  /** Whether a database holds a table of anybody's. */
  public static boolean anyTable(Session session) {
    return session.queryOne(
        "SELECT EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
            + " ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND "
            + SqlName.ofUsers("n.nspname")
            + ") AS found",
        row -> row.bool("found"));
  }

  /**
   * Asks the database. What cannot be asked, for want of time or of a right, is named in the
   * report.
   *
   * @param session a session of its own: it is set to only read
   * @throws dev.ebb.db.SqlFailure if the catalog cannot be read
   */
  public static LossReport read(Session session, Question question, Clock clock) {
    Asking asking = new Asking(session, question.limits(), clock);
    World world = World.read(session, question.books());
    if (question.steps().isEmpty() || world.holdsNoTable()) {
      return LossReport.SILENT;
    }
    Doubts doubts = new Doubts();
    if (returns(asking, question)) {
      doubts.dataReturns();
    }
    Walk walk = new Walk(world, asking, question.limits(), doubts, question.steps().getFirst());
    List<Measures.Taken> taken = taken(world, question);
    if (!taken.isEmpty()) {
      walk.ahead(taken);
    }
    List<StepReport> reports = new ArrayList<>();
    for (Step step : question.steps()) {
      StepReport report = walk.step(step, origins(step, question));
      if (!report.isSilent()) {
        reports.add(report);
      }
    }
    return new LossReport(reports);
  }

  private static Origins origins(Step step, Question question) {
    return Origins.of(step, question.state().entries().get(step.id()), question.ledger());
  }

  // As far as today's names tell: what is renamed on the way is asked about when it comes to it.
  private static List<Measures.Taken> taken(World world, Question question) {
    List<Measures.Taken> taken = new ArrayList<>();
    for (Step step : question.steps()) {
      String age = origins(step, question).age();
      world.beginStep();
      for (Statement statement : step.source().script().statements()) {
        world.follow(statement.text());
        taken(world, statement, age).forEach(taken::add);
      }
    }
    world.beginStep();
    return taken.size() < FEW ? List.of() : taken;
  }

  private static Stream<Measures.Taken> taken(
      World world, Statement statement, @Nullable String age) {
    if (statement.effect() instanceof Effect.Drops(ObjectKind kind, List<SqlName> names, _, _)
        && (kind == ObjectKind.TABLE || kind == ObjectKind.VIEW)) {
      return names.stream()
          .map(world::relation)
          .filter(t -> t != null && !t.isFresh())
          .map(t -> new Measures.Taken(t, null, age));
    }
    ActionReader.OnTable onTable = ActionReader.read(statement.text());
    if (onTable == null) {
      return Stream.empty();
    }
    Thing table = world.relation(onTable.table());
    if (table == null || !table.isTable()) {
      return Stream.empty();
    }
    return onTable.actions().stream()
        .filter(Action.DropColumn.class::isInstance)
        .map(a -> new Measures.Taken(table, ((Action.DropColumn) a).column(), age));
  }

  // What was kept when the opposite ran comes back while these run.
  private static boolean returns(Asking asking, Question question) {
    String steps =
        question.steps().stream()
            .map(s ->
                "(%d, %s)"
                    .formatted(
                        s.id().value(),
                        Quote.literal(s.direction() == Direction.UP ? "down" : "up")))
            .collect(Collectors.joining(", "));
    Boolean kept =
        asking
            .one(
                "SELECT EXISTS (SELECT FROM ebb_keep.catalogue WHERE state = 'kept' AND schema = "
                    + Quote.literal(question.schema().value())
                    + " AND (migration, direction) IN ("
                    + steps
                    + ")) AS kept",
                row -> row.bool("kept"))
            .value();
    return kept != null && kept;
  }

  /**
   * How much a report may cost. A person waits for it, perhaps in the middle of the night.
   *
   * @param pages a table with up to that many pages is counted; of a larger one a part is read
   * @param sampled how many pages that part has, about
   * @param query how long one query may take
   * @param whole after that time nothing more is counted
   */
  public record Limits(long pages, long sampled, Duration query, Duration whole) {
    /** Tables up to 64 MB are counted; three seconds for a query, fifteen in all. */
    public static final Limits USUAL =
        new Limits(8192, 1000, Duration.ofSeconds(3), Duration.ofSeconds(15));
  }
}
