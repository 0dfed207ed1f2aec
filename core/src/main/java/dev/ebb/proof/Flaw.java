package dev.ebb.proof;

import dev.ebb.catalog.Difference;
import dev.ebb.fault.Problem;
import java.util.List;

/** What is wrong with a way back. */
public sealed interface Flaw {

  /** The server refuses the down. */
  record DownFails(List<Problem> problems) implements Flaw {
    public DownFails {
      problems = List.copyOf(problems);
    }
  }

  /**
   * The down leaves something else than there was before the up.
   *
   * @param difference from before the up to after the down
   */
  record Leaves(Difference difference) implements Flaw {}

  /** The down destroys rows that were there before the up and that the up had left alone. */
  record LosesRows(List<RowLoss> losses) implements Flaw {
    public LosesRows {
      losses = List.copyOf(losses);
    }
  }

  /** After the down the up does not run again. */
  record UpFailsAgain(List<Problem> problems) implements Flaw {
    public UpFailsAgain {
      problems = List.copyOf(problems);
    }
  }

  /**
   * After the down the up makes something else than the first time.
   *
   * @param difference from the first time to the second
   */
  record UpDiffers(Difference difference) implements Flaw {}

  /**
   * Rows that are gone.
   *
   * @param table namespace and name, quoted where SQL needs it
   * @param before how many there were
   * @param after how many are left
   */
  record RowLoss(String table, long before, long after) {}
}
