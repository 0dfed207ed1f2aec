package dev.ebb.shadow;

import dev.ebb.catalog.Catalog;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Step;
import dev.ebb.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one step, up or down, did to a shadow: seen from inside its transaction, not guessed from
 * its text. Immutable.
 *
 * @param step the step
 * @param before the objects before it
 * @param after the objects after it; the same as before if it failed and left nothing
 * @param statements what its statements did, in order; of a step that failed, up to the one that
 *     did
 * @param locks the relations that it locked, each once with its strongest mode, in the order in
 *     which they were first locked; only those that were there before, since nobody can wait for
 *     others
 * @param rewrites the relations of which a new file was written
 * @param rows the tables in which it changed rows
 * @param elapsed how long its statements took
 * @param unseen what could not be observed, and why
 * @param problems why it failed; empty if it did not
 */
public record Observation(
    Step step,
    Catalog before,
    Catalog after,
    List<StatementSeen> statements,
    List<LockSeen> locks,
    List<Rewrite> rewrites,
    List<RowChange> rows,
    Duration elapsed,
    List<Unseen> unseen,
    List<Problem> problems) {

  public Observation {
    statements = List.copyOf(statements);
    locks = List.copyOf(locks);
    rewrites = List.copyOf(rewrites);
    rows = List.copyOf(rows);
    unseen = List.copyOf(unseen);
    problems = List.copyOf(problems);
  }

  /** Whether the step did not fail. */
  public boolean succeeded() {
    return problems.isEmpty();
  }

  /**
   * What one statement did.
   *
   * @param statement the statement
   * @param elapsed how long it took
   * @param locks the relations that it was the first to lock, or to lock more strongly
   * @param rewrites the relations of which it wrote a new file; only if asked for
   * @param rows the tables in which it changed rows
   * @param scans the tables that it read from the first page to the last, as a check of a new
   *     constraint or the build of an index does; of a query, what the server chose to do here
   * @param notices what the server said meanwhile, as that something was there already
   * @param after the objects after it; null unless asked for
   */
  public record StatementSeen(
      Statement statement,
      Duration elapsed,
      List<LockSeen> locks,
      List<Rewrite> rewrites,
      List<RowChange> rows,
      List<Relation> scans,
      List<String> notices,
      @Nullable Catalog after) {
    public StatementSeen {
      locks = List.copyOf(locks);
      rewrites = List.copyOf(rewrites);
      rows = List.copyOf(rows);
      scans = List.copyOf(scans);
      notices = List.copyOf(notices);
    }
  }

  /**
   * A lock that was taken.
   *
   * @param relation what was locked
   * @param mode how strongly
   * @param statement the number of the statement that took it
   */
  public record LockSeen(Relation relation, LockMode mode, int statement) {}

  /**
   * A relation of which a new file was written, as by a rewrite of a table or by REINDEX.
   *
   * @param relation which
   * @param emptied whether there was something in the old file and nothing in the new one: this was
   *     a TRUNCATE, or its like. Cannot be told of a table that was empty before
   */
  public record Rewrite(Relation relation, boolean emptied) {}

  /**
   * Rows that were changed, attempts that were rolled back inside the step included. TRUNCATE and
   * DROP count none.
   */
  public record RowChange(Relation table, long inserted, long updated, long deleted) {}

  /**
   * Something that could not be observed.
   *
   * @param statement the number of the statement; 0 for the whole step
   * @param what what is not known
   * @param why why
   */
  public record Unseen(int statement, String what, String why) {}
}
