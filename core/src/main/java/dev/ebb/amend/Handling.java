package dev.ebb.amend;

import dev.ebb.db.Session;
import dev.ebb.fix.FixStatement;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Source;
import dev.ebb.graph.Step;
import dev.ebb.run.StepGuard;
import dev.ebb.sql.Script;
import dev.ebb.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statements of a script as a step, so that who keeps data on the way down keeps it here, too.
 * No migration has its number, so nothing is ever given back by itself.
 */
final class Handling implements StepGuard.Inside {
  private static final MigrationId NOBODYS = new MigrationId(-1);

  private final Errand errand;
  private final Session session;
  private final Step step;
  private String current = "";

  Handling(Errand errand, Session session, List<FixStatement> statements) {
    this.errand = errand;
    this.session = session;
    Source none = new Source("drift --fix", Script.parse(""));
    String text = statements.stream().map(FixStatement::toString).collect(Collectors.joining("\n"));
    Source script = new Source("drift --fix", Script.parse(text));
    this.step =
        new Step(
            Direction.DOWN,
            new Migration(NOBODYS, "drift --fix", List.of(), Set.of(), none, script),
            Step.Origin.PROJECT);
  }

  @Override
  public Session session() {
    return session;
  }

  @Override
  public Step step() {
    return step;
  }

  /** What is to run. */
  List<Statement> statements() {
    return step.source().script().statements();
  }

  /** The statement that ran when a failure came; empty if it was none of these. */
  String current() {
    return current;
  }

  @Override
  public void execute(Statement statement) {
    current = statement.head();
    errand.execute(session, step, statement.text());
    current = "";
  }

  @Override
  public long execute(String what, String sql) {
    return session.queryFirst(sql, row -> row.int64("n")).orElse(0L);
  }
}
