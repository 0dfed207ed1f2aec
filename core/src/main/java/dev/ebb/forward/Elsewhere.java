package dev.ebb.forward;

/** What a correction does to a database on which the migrations that it takes back never ran. */
public sealed interface Elsewhere {

  /** It was run on one, twice, and left every object and row as it was. */
  record Untouched() implements Elsewhere {}

  /**
   * Nobody can promise anything.
   *
   * @param why a clause
   */
  record Unproven(String why) implements Elsewhere {}
}
