package dev.ebb;

import dev.ebb.describe.CatalogDocument;
import dev.ebb.graph.Source;

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
   * A description that somebody wrote down; what it cannot tell is not compared.
   *
   * @param title where it was written down
   */
  record Described(CatalogDocument document, String title) implements Expectation {}

  /**
   * What a script makes of an empty database, as {@code pg_dump -s} writes one.
   *
   * @param source its text, and its file for messages
   */
  record Scripted(Source source) implements Expectation {}
}
