package dev.ebb.restore;

import java.util.List;
import java.util.function.Consumer;

/**
 * What every way to an earlier state of a database must promise: it says what there is, what going
 * back would need, cost and lose; it lets nothing take the place of the database that was not
 * verified; and it keeps what was replaced until somebody deletes that by hand. Killed at any
 * moment, it leaves the old state serving, or the new one complete.
 */
public interface RestoreMethod extends Offering {

  /**
   * Whether what a point holds is what was recorded of it: really looked into. Empty if it is.
   * Leaves the database alone.
   */
  List<Mismatch> verify(RestorePoint point);

  /**
   * Goes back: has the point's state take the place of what is there.
   *
   * @param manner how to treat those who are connected, and what was found different
   * @param stages hears what is being done
   * @throws dev.ebb.fault.Fault if the database is as it was, with what to do
   */
  Replacement goBack(RestorePoint point, Manner manner, Consumer<Stage> stages);

  /**
   * How to go about it.
   *
   * @param visitors what becomes of those who are connected
   * @param changed whether a point may be used that no longer holds what was recorded of it
   */
  record Manner(Visitors visitors, boolean changed) {}

  /** What becomes of those who are connected to the database. */
  enum Visitors {
    /** They are named, and nothing is done while they are there. */
    RESPECTED,
    /** Their sessions are ended; never that of a migration. */
    ENDED
  }

  /** What is being done. */
  enum Stage {
    COPYING("copying the database"),
    DUMPING("dumping the database"),
    RESTORING("restoring into a new database"),
    CHECKING("checking files"),
    COUNTING("looking into it, and counting rows"),
    RETURNING("bringing rows back"),
    SWAPPING("putting it in place"),
    REMOVING("removing what was left over");

    private final String words;

    Stage(String words) {
      this.words = words;
    }

    /** For people. */
    public String words() {
      return words;
    }
  }
}
