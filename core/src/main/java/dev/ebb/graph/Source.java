package dev.ebb.graph;

import dev.ebb.fault.Place;
import dev.ebb.sql.Position;
import dev.ebb.sql.Script;

/**
 * A script and where it came from, so that an error can name file, line and column.
 *
 * @param file as a person would name it, relative to the project; for a way back that is kept in
 *     the database, {@link #STORED}
 * @param script the parsed text
 */
public record Source(String file, Script script) {
  /** Stands for a file when a script was read back from the ledger. */
  public static final String STORED = "(stored in the database)";

  /** The place of a position in this script. */
  public Place at(Position position) {
    return new Place(file, position.line(), position.column());
  }
}
