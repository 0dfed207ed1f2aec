package dev.ebb.drift;

import dev.ebb.catalog.ObjectName;
import dev.ebb.graph.MigrationId;
import java.util.List;
import java.util.Map;

/**
 * What is known beside the two catalogs.
 *
 * @param residues what migrations leave that were applied once and taken back, the last taken back
 *     first
 * @param writings who wrote objects of the database, as far as that can be told
 * @param unfinished migrations that the ledger says are failed or unfinished, ascending
 */
public record Evidence(
    List<Residue> residues, Map<ObjectName, Writing> writings, List<MigrationId> unfinished) {
  /** Nothing. */
  public static final Evidence NONE = new Evidence(List.of(), Map.of(), List.of());

  public Evidence {
    residues = List.copyOf(residues);
    writings = Map.copyOf(writings);
    unfinished = List.copyOf(unfinished);
  }
}
