package dev.ebb.proof;

import dev.ebb.catalog.Difference;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Direction;
import java.util.List;

/** What was noticed on the way and does not decide the verdict. */
public sealed interface Note {

  /**
   * The up does not run on the made-up rows; it was tried on fewer.
   *
   * @param then on which rows it did run
   */
  record UpRefusesRows(Problem problem, Remaining then) implements Note {}

  /** The rows that are left when the first ones are in the way. */
  enum Remaining {
    /** Rows without extreme values. */
    ORDINARY_ROWS,
    /** Only the rows of the dump. */
    DUMPED_ROWS,
    /** Only what the migrations themselves insert. */
    NO_ROWS
  }

  /** The down runs, unless there are rows that only the new schema permits. */
  record DownRefusesNewRows(Problem problem) implements Note {}

  /** After a down that left rows in place, which came after the up, the up does not run again. */
  record UpRefusesNewRows(Problem problem) implements Note {}

  /** The down removes rows that came after the up, from tables that were there before. */
  record DownRemovesNewRows(Flaw.RowLoss loss) implements Note {}

  /** The same script, run a second time at once, fails. Nothing but information. */
  record NotRepeatable(Direction direction, String why) implements Note {}

  /** The same script, run a second time at once, changes objects again. */
  record RepetitionChanges(Direction direction, Difference difference) implements Note {}

  /** The up removes rows, and no down can bring them back. */
  record UpRemovesRows(Flaw.RowLoss loss) implements Note {}

  /**
   * Values that are others after up and down than before.
   *
   * @param table namespace and name, quoted where SQL needs it
   * @param column quoted where SQL needs it
   * @param cause why they are
   */
  record ValuesChange(String table, String column, Cause cause) implements Note {}

  /** Why values do not come back. */
  enum Cause {
    /** The up drops them, or drops and creates what held them. */
    DROPPED,
    /** One of the scripts writes to them. */
    WRITTEN,
    /** The column's type changes and back again, and they do not fit both. */
    CONVERTED
  }

  /**
   * Rows that came after the up do not all come back after down and up, or come back with other
   * values, although what the down destroys is kept.
   *
   * @param loss the table, and its rows before and after
   * @param columns that hold other values, quoted where SQL needs it
   */
  record NotGivenBack(Flaw.RowLoss loss, List<String> columns) implements Note {
    public NotGivenBack {
      columns = List.copyOf(columns);
    }
  }

  /** A table that is concerned took none of the made-up rows, so nothing is proven on it. */
  record NoRows(String table, String why) implements Note {}
}
