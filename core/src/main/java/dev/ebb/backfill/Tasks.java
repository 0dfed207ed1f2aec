package dev.ebb.backfill;

import dev.ebb.backfill.Task.Left;
import dev.ebb.db.Session;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Direction;
import dev.ebb.outofband.Batch;
import dev.ebb.outofband.BatchScript;
import dev.ebb.outofband.Declaration;
import dev.ebb.outofband.OutOfBandTask;
import dev.ebb.outofband.Work;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Task} of a declaration. */
final class Tasks {
  private Tasks() {}

  /**
   * The task.
   *
   * @param walker goes through the table; null if the declaration names none
   * @param classes where the classes are that declarations name
   * @throws Fault DEFINITION if its class is not among them
   */
  static Task of(
      Declaration declaration, Direction direction, @Nullable Walker walker, TaskClasses classes) {
    return switch (declaration.work()) {
      case Work.SetColumns columns ->
          new Columns(
              Objects.requireNonNull(walker),
              direction,
              direction == Direction.UP ? columns.up() : columns.down().orElseThrow());
      case Work.Scripts scripts ->
          new Sql(
              direction,
              scripts.progress(),
              direction == Direction.UP ? scripts.up() : scripts.down().orElseThrow());
      case Work.Code code -> new Java(direction, classes.load(declaration, code.className()));
    };
  }

  /** Sets columns: the SQL is ours. */
  private record Columns(Walker walker, Direction direction, Work.Change change) implements Task {
    @Override
    public long run(Session session, Batch batch) {
      return session.update(
          "UPDATE %s SET %s\n WHERE %s AND (%s\n)"
              .formatted(
                  walker.table(),
                  change.set(),
                  walker.within(batch.range().orElseThrow()),
                  change.predicate()));
    }

    // Rows that somebody else has made since may match, too; hence all of them, not any.
    @Override
    public boolean inVain(Session session, Batch batch, long changed) {
      return changed > 0
          && walker.matching(session, change.predicate(), batch.range().orElseThrow()) >= changed;
    }

    @Override
    public Left left(Session session) {
      Walker.Matching matching = walker.matching(session, change.predicate());
      boolean up = direction == Direction.UP;
      if (matching.rows() == 0) {
        return new Left(0, up ? 1 : 0, "nothing is left");
      }
      String example = matching.example();
      return new Left(
          matching.rows(),
          0.5,
          "%d %s still %s: %s%s"
              .formatted(
                  matching.rows(),
                  matching.rows() == 1 ? "row" : "rows",
                  matching.rows() == 1 ? "matches" : "match",
                  change.predicate(),
                  example == null ? "" : " (for example " + walker.describe(example) + ")"));
    }
  }

  private static Left left(Direction direction, double progress) {
    double share = Math.max(0, Math.min(1, progress));
    double amount = direction == Direction.UP ? 1 - share : share;
    return new Left(amount, share, "progress is %.2f %% of the way up".formatted(share * 100));
  }

  /** Runs the author's SQL. */
  private record Sql(Direction direction, BatchScript progress, BatchScript batch) implements Task {
    @Override
    public long run(Session session, Batch rows) {
      return session.update(batch.forBatch(rows));
    }

    @Override
    public boolean inVain(Session session, Batch rows, long changed) {
      return false;
    }

    @Override
    public Left left(Session session) {
      List<String> answer = session.query(progress.sql(), row -> String.valueOf(row.textAt(0)));
      if (answer.size() == 1) {
        try {
          double share = Double.parseDouble(answer.getFirst());
          if (share >= 0 && share <= 1) {
            return Tasks.left(direction, share);
          }
        } catch (NumberFormatException _) {
          // told below
        }
      }
      throw Fault.of(
          FaultCode.DEFINITION,
          progress.file()
              + " must give one row with one number from 0 to 1, and gave "
              + (answer.size() == 1 ? answer.getFirst() : answer.size() + " rows"),
          "divide what is done by what there is, and give 1 where there is nothing: SELECT"
              + " coalesce(count(*) FILTER (WHERE done)::float / nullif(count(*), 0), 1) FROM …");
    }
  }

  /** Calls the author's class. */
  private record Java(Direction direction, OutOfBandTask task) implements Task {
    @Override
    public long run(Session session, Batch batch) {
      return direction == Direction.UP ? task.up(session, batch) : task.down(session, batch);
    }

    @Override
    public boolean inVain(Session session, Batch batch, long changed) {
      return false;
    }

    @Override
    public Left left(Session session) {
      return Tasks.left(direction, task.progress(session));
    }
  }
}
