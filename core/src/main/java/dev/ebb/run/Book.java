package dev.ebb.run;

import dev.ebb.graph.Direction;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Step;
import dev.ebb.ledger.Run;
import java.time.Duration;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps count of what is applied while a run goes on, to know what the version table has to say
 * after each step. Confined to the thread that runs.
 */
final class Book {
  private final SortedSet<MigrationId> applied;
  private final RunOptions options;

  Book(LedgerState state, RunOptions options) {
    this.applied = new TreeSet<>(state.applied());
    this.options = options;
  }

  /** What the ledger is to write when this step is done. */
  Run entry(Step step, Duration elapsed) {
    SortedSet<MigrationId> after = new TreeSet<>(applied);
    turn(after, step);
    return new Run(
        step.migration(),
        step.direction(),
        elapsed,
        options.toolVersion(),
        options.runBy(),
        newest(after));
  }

  /** What the version table has to say now; null if nothing is applied. */
  @Nullable MigrationId version() {
    return newest(applied);
  }

  private static @Nullable MigrationId newest(SortedSet<MigrationId> ids) {
    return ids.isEmpty() ? null : ids.last();
  }

  /** The step is committed. */
  void done(Step step) {
    turn(applied, step);
  }

  /** A step up was rolled back. */
  void undone(Step step) {
    applied.remove(step.id());
  }

  private static void turn(SortedSet<MigrationId> ids, Step step) {
    if (step.direction() == Direction.UP) {
      ids.add(step.id());
    } else {
      ids.remove(step.id());
    }
  }
}
