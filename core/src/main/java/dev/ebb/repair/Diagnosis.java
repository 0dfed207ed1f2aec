package dev.ebb.repair;

import dev.ebb.graph.Entry;
import dev.ebb.graph.Migration;
import dev.ebb.graph.SchemaName;
import dev.ebb.probe.Took;
import dev.ebb.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is unsettled in a schema, and what the catalog says about it.
 *
 * @param schema the schema
 * @param findings one for each failed or unfinished migration; empty if all is well
 */
public record Diagnosis(SchemaName schema, List<Finding> findings) {
  public Diagnosis {
    findings = List.copyOf(findings);
  }

  /**
   * One unsettled migration.
   *
   * @param entry what the ledger says of it
   * @param migration its definition, if the project or the ledger has one
   * @param statements what became of each statement of the script that ran
   * @param advice what should become of it; null if only a person can tell
   * @param why the reason for the advice, or for having none
   */
  public record Finding(
      Entry entry,
      @Nullable Migration migration,
      List<StatementFinding> statements,
      Decision.@Nullable Kind advice,
      String why) {
    public Finding {
      statements = List.copyOf(statements);
    }
  }

  /** What the catalog says that became of one statement. */
  public record StatementFinding(Statement statement, Took took) {}
}
