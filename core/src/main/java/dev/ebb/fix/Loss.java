package dev.ebb.fix;

import dev.ebb.catalog.ObjectName;

/**
 * Something that is in the database now and would not be there after a script.
 *
 * @param object what it is lost from, under the name that it has before the script
 * @param what which sort of thing goes
 * @param why one clause for people: {@code the column is not in the wanted state}
 */
public record Loss(ObjectName object, What what, String why) {

  /** What can go. */
  public enum What {
    /** All rows of a table. */
    ROWS,
    /** All values of a column. */
    VALUES,
    /** Part of what some values of a column say: digits, a time zone, an order of keys. */
    PRECISION,
    /** How far a sequence has counted. */
    COUNTER
  }

  /** {@code values of column public.users.age: the column is not in the wanted state}. */
  @Override
  public String toString() {
    String word =
        switch (what) {
          case ROWS -> "rows";
          case VALUES -> "values";
          case PRECISION -> "precision";
          case COUNTER -> "counter";
        };
    return word + " of " + object + ": " + why;
  }
}
