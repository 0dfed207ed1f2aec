package dev.ebb.proof;

import dev.ebb.catalog.Difference;
import java.util.List;

/** Whether a migration's way back is one. */
public sealed interface Verdict {

  /** The down restores exactly what was there, and the up can be run again after it. */
  record Proven() implements Verdict {}

  /**
   * As {@link Proven}, but for columns that stand in another order afterwards, which PostgreSQL
   * cannot restore.
   *
   * @param difference between before the up and after the down
   */
  record ColumnOrder(Difference difference) implements Verdict {}

  /** The way back is none. */
  record Disproven(List<Flaw> flaws) implements Verdict {
    /** At least one flaw, the gravest first. */
    public Disproven {
      flaws = List.copyOf(flaws);
    }
  }

  /** Nobody can tell, at least not here. */
  record NotProvable(Obstacle obstacle) implements Verdict {}
}
