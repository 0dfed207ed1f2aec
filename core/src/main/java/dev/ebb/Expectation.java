package dev.ebb;

import dev.ebb.db.Connector;
import dev.ebb.describe.CatalogDocument;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Source;
import java.util.Map;

/** What a database is held against. */
public sealed interface Expectation {

  /** What the migrations give that the ledger says are applied. */
  record Applied() implements Expectation {}

  /**
   * What all migrations of a project give, as it was at another time.
   *
   * @param workspace the project then
   * @param title what people call that time
   * @param recorded fingerprints of what they give, by schema and the server's major version, as
   *     far as somebody recorded them: a database that has one of them is just that, and nothing is
   *     replayed
   */
  record Defined(Workspace workspace, String title, Map<SchemaName, Map<Integer, String>> recorded)
      implements Expectation {
    public Defined {
      recorded = Map.copyOf(recorded);
    }

    /** Of which nothing is recorded. */
    public Defined(Workspace workspace, String title) {
      this(workspace, title, Map.of());
    }
  }

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

  /**
   * What another database holds now; the ledgers of both are left out.
   *
   * @param other how to reach it
   */
  record Alike(Connector other) implements Expectation {
    /** What people call it: without a password. */
    public String title() {
      return other.settings().describe();
    }
  }
}
