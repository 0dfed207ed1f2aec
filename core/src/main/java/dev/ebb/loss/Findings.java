package dev.ebb.loss;

import dev.ebb.graph.Step;
import dev.ebb.loss.LossReport.StepReport;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what is found out about one step, statement by statement. */
final class Findings {
  private final Step step;
  private final List<Losing> losses = new ArrayList<>();
  private final List<Obstacle> obstacles = new ArrayList<>();
  private final Set<String> unknown = new LinkedHashSet<>();
  private int statement;
  private boolean certain = true;

  Findings(Step step) {
    this.step = step;
  }

  Step step() {
    return step;
  }

  /** What comes from here on is about that statement. */
  void at(int number) {
    statement = number;
  }

  int statement() {
    return statement;
  }

  /** What comes from here on stands in a block of code that may or may not come to it. */
  void perhaps(boolean doubtful) {
    certain = !doubtful;
  }

  boolean isCertain() {
    return certain;
  }

  void add(Losing losing) {
    boolean known =
        losses.stream()
            .anyMatch(l -> l.statement() == losing.statement() && l.loss().equals(losing.loss()));
    if (!known) {
      losses.add(losing);
    }
  }

  /** How many losses there are so far. */
  int losses() {
    return losses.size();
  }

  /** What a statement before has dropped is there again. */
  void forgive(String title) {
    losses.removeIf(l -> l.loss().equals(new Loss.ObjectDropped(title)));
  }

  void add(Obstacle obstacle) {
    obstacles.add(obstacle);
  }

  void unknown(String sentence) {
    unknown.add("statement " + statement + ": " + sentence);
  }

  StepReport report() {
    return new StepReport(step, losses, obstacles, List.copyOf(unknown));
  }

  /** Why what today's rows say may not hold any more when a statement runs. */
  static final class Doubts {
    static final String DISTURBED = "statements before it change rows of that table";
    static final String CODE = "it stands in a block of code, which may not come to it";
    static final String AFTER_CODE = "code that runs before it may change what is there";
    static final String RETURNING =
        "data that was kept comes back on the way, and may change what is there";

    private boolean code;
    private boolean returning;

    /** From here on code has run of which nobody knows what it does. */
    void codeRan() {
      code = true;
    }

    /** Kept data is given back on the way. */
    void dataReturns() {
      returning = true;
    }

    /** The doubt about what a table's rows say in these columns; null if there is none. */
    @Nullable String about(@Nullable Thing table, List<String> pieces) {
      if (table != null && table.isDisturbed(pieces)) {
        return DISTURBED;
      }
      if (code) {
        return AFTER_CODE;
      }
      return returning ? RETURNING : null;
    }
  }
}
