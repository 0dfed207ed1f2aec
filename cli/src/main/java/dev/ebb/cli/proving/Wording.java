package dev.ebb.cli.proving;

import dev.ebb.catalog.Difference;
import dev.ebb.dump.Fit;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Direction;
import dev.ebb.proof.Derived;
import dev.ebb.proof.Flaw;
import dev.ebb.proof.Note;
import dev.ebb.proof.Obstacle;
import dev.ebb.proof.Proof;
import dev.ebb.proof.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Says proofs in words. */
final class Wording {
  private static final int MOST = 30;

  private Wording() {}

  /** One word, the same in every form of the result. */
  static String word(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Proven _ -> "proven";
      case Verdict.ColumnOrder _ -> "columnOrder";
      case Verdict.Disproven _ -> "disproven";
      case Verdict.NotProvable _ -> "notProvable";
    };
  }

  /** What there is to say about a verdict, a line each; the first tells the upshot. */
  static List<String> lines(Verdict verdict) {
    List<String> lines = new ArrayList<>();
    switch (verdict) {
      case Verdict.Proven _ ->
          lines.add("up, down and up again: nothing is left, nothing is missing");
      case Verdict.ColumnOrder(Difference difference) -> {
        lines.add("up and down leave columns in another order, which PostgreSQL cannot restore");
        difference(lines, difference);
      }
      case Verdict.Disproven(List<Flaw> flaws) -> flaws.forEach(flaw -> flaw(lines, flaw));
      case Verdict.NotProvable(Obstacle obstacle) -> obstacle(lines, obstacle);
    }
    return lines;
  }

  private static void flaw(List<String> lines, Flaw flaw) {
    switch (flaw) {
      case Flaw.DownFails(List<Problem> problems) -> problems(lines, "the down fails", problems);
      case Flaw.Leaves(Difference difference) -> {
        lines.add(
            "after the down it is not as it was before the up (- missing, + left over, ~ changed)");
        difference(lines, difference);
      }
      case Flaw.LosesRows(List<Flaw.RowLoss> losses) -> {
        lines.add("the down removes rows that were there before the up");
        losses.forEach(loss -> lines.add("  " + loss(loss)));
      }
      case Flaw.UpFailsAgain(List<Problem> problems) ->
          problems(lines, "after the down the up does not run again", problems);
      case Flaw.UpDiffers(Difference difference) -> {
        lines.add("after the down the up makes something else than the first time");
        difference(lines, difference);
      }
    }
  }

  private static void obstacle(List<String> lines, Obstacle obstacle) {
    switch (obstacle) {
      case Obstacle.NoDown _ -> lines.add("there is no down to prove: its file has no statement");
      case Obstacle.UpFails(List<Problem> problems) ->
          problems(lines, "the up does not run here", problems);
      case Obstacle.ParentMissing(var parent) ->
          lines.add("it builds on " + parent + ", which could not be applied here");
      case Obstacle.ShadowFailed(List<Problem> problems) ->
          problems(lines, "the shadow failed", problems);
      case Obstacle.UnsafeScript(List<String> violations) ->
          violations.forEach(why -> lines.add("it was not run, because it is not safe: " + why));
    }
  }

  /** What there is to say about a computed down, a line each, its text included. */
  static List<String> derived(Derived derived) {
    List<String> lines = new ArrayList<>();
    if (derived.proven()) {
      lines.add("this down is derived from what the up changes, and proven:");
    } else if (derived.sql().isEmpty()) {
      lines.add("no down can be derived:");
    } else {
      lines.add("this down is derived from what the up changes, but not proven:");
    }
    switch (derived.verdict()) {
      case Verdict.Proven _ -> {}
      case Verdict.ColumnOrder _ ->
          lines.add("  columns end up in another order, which PostgreSQL cannot restore");
      case Verdict.NotProvable(Obstacle.NoDown _) ->
          lines.add("  there is no statement that takes back what the up changes");
      case Verdict.Disproven _, Verdict.NotProvable _ ->
          lines(derived.verdict()).forEach(line -> lines.add("  " + line));
    }
    boolean anything = derived.proven() || !derived.sql().isEmpty();
    if (anything || !derived.notUndone().isEmpty()) {
      derived.text().lines().forEach(line -> lines.add("  | " + line));
    }
    return lines;
  }

  private static void problems(List<String> lines, String what, List<Problem> problems) {
    for (Problem problem : problems) {
      Place place = problem.place();
      lines.add(what + (place == null ? "" : " at " + place) + ": " + problem.what());
    }
  }

  private static void difference(List<String> lines, Difference difference) {
    List<String> all = difference.lines();
    all.stream().limit(MOST).forEach(line -> lines.add("  " + line.replace("\n", "\n    ")));
    if (all.size() > MOST) {
      lines.add("  … and " + (all.size() - MOST) + " more (--format=json has all)");
    }
  }

  private static String loss(Flaw.RowLoss loss) {
    return "%s: %d rows before, %d after".formatted(loss.table(), loss.before(), loss.after());
  }

  /** A note in one sentence. */
  static String note(Note note) {
    return switch (note) {
      case Note.UpRefusesRows(Problem problem, Note.Remaining then) ->
          "the up fails on made-up rows, so it was tried on " + rows(then) + ": " + problem.what();
      case Note.DownRefusesNewRows(Problem problem) ->
          "the down fails once there are rows that only the new schema permits: " + problem.what();
      case Note.UpRefusesNewRows(Problem problem) ->
          "the up fails again over rows that came after it and outlive the down: " + problem.what();
      case Note.DownRemovesNewRows(Flaw.RowLoss loss) ->
          "the down removes rows that came after the up: " + loss(loss);
      case Note.NotRepeatable(Direction direction, String why) ->
          "the " + direction.word() + " cannot be run twice: " + why;
      case Note.RepetitionChanges(Direction direction, Difference _) ->
          "the " + direction.word() + " changes objects again when it is run twice";
      case Note.UpRemovesRows(Flaw.RowLoss loss) ->
          "the up removes rows, which no down brings back: " + loss(loss);
      case Note.ValuesChange(String table, String column, Note.Cause cause) ->
          "values of " + table + "." + column + " do not come back: " + cause(cause);
      case Note.NotGivenBack(Flaw.RowLoss loss, List<String> columns) ->
          "kept rows do not all come back: "
              + loss(loss)
              + (columns.isEmpty() ? "" : "; other values in " + String.join(", ", columns));
      case Note.NoRows(String table, String why) ->
          table + " took no rows, so nothing is proven about its data: " + why;
    };
  }

  /** What of a dump did not fit into the tables of that name. */
  static String fit(Fit fit) {
    List<String> parts = new ArrayList<>();
    if (fit.taken() < fit.used()) {
      parts.add(
          "%d of %d rows did not fit%s"
              .formatted(
                  fit.used() - fit.taken(), fit.used(), fit.why() == null ? "" : ": " + fit.why()));
    } else if (fit.why() != null) {
      parts.add("not all values fitted: " + fit.why());
    }
    if (!fit.unused().isEmpty()) {
      parts.add("no such columns: " + String.join(", ", fit.unused()));
    }
    return fit.table().toSql() + ": " + String.join("; ", parts);
  }

  private static String rows(Note.Remaining remaining) {
    return switch (remaining) {
      case ORDINARY_ROWS -> "rows without extremes";
      case DUMPED_ROWS -> "the rows of the dump only";
      case NO_ROWS -> "empty tables";
    };
  }

  private static String cause(Note.Cause cause) {
    return switch (cause) {
      case DROPPED -> "the up drops them";
      case WRITTEN -> "a script writes to them";
      case CONVERTED -> "they do not fit into both types";
    };
  }

  /** The file that is to blame. */
  static String file(Proof proof) {
    boolean up =
        proof.verdict() instanceof Verdict.NotProvable(Obstacle obstacle)
            && obstacle instanceof Obstacle.UpFails;
    return up ? proof.migration().up().file() : proof.migration().down().file();
  }

  /** The line in that file, from 1. */
  static int line(Proof proof) {
    List<Problem> problems =
        switch (proof.verdict()) {
          case Verdict.Disproven(List<Flaw> flaws)
              when flaws.getFirst() instanceof Flaw.DownFails(List<Problem> p) ->
              p;
          case Verdict.NotProvable(Obstacle.UpFails(List<Problem> p)) -> p;
          case Verdict.NotProvable _,
              Verdict.Disproven _,
              Verdict.Proven _,
              Verdict.ColumnOrder _ ->
              List.of();
        };
    Place place = problems.isEmpty() ? null : problems.getFirst().place();
    return place == null ? 1 : Math.max(1, place.line());
  }
}
