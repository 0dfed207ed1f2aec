package dev.ebb;

import dev.ebb.catalog.Catalog;

/** What a database is held against. */
public sealed interface Expectation {

  /** What the migrations give that the ledger says are applied. */
  record Applied() implements Expectation {}

  /**
   * What all migrations of a project give, as it was at another time.
   *
   * @param workspace the project then
   * @param title what people call that time
   */
  record Defined(Workspace workspace, String title) implements Expectation {}

  /**
   * A description that somebody wrote down.
   *
   * @param title where it was written down
   */
  record Described(Catalog catalog, String title) implements Expectation {}
}
