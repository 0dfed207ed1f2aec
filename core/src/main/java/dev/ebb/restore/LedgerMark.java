package dev.ebb.restore;

import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where one schema stood: what its ledger said.
 *
 * @param schema the schema
 * @param applied the migrations that were applied
 * @param newestRow the number of the newest row of its history; 0 if it had none
 */
public record LedgerMark(SchemaName schema, SortedSet<MigrationId> applied, long newestRow) {

  public LedgerMark {
    applied = Collections.unmodifiableSortedSet(new TreeSet<>(applied));
  }

  /** "12 migrations, the newest 1528395834"; "nothing applied". */
  public String summary() {
    return applied.isEmpty()
        ? "nothing applied"
        : applied.size()
            + (applied.size() == 1 ? " migration, " : " migrations, the newest ")
            + applied.last();
  }
}
