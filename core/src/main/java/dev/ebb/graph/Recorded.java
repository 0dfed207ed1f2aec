package dev.ebb.graph;

import java.util.List;
import java.util.Set;

/**
 * What the ledger remembers of a migration since it was applied.
 *
 * @param name its name then
 * @param parents its parents then
 * @param flags its flags then
 * @param upChecksum checksum of the up script that ran, as {@code Checksum.value()}
 * @param downChecksum checksum of the stored down script
 * @param upStatements short sums of the statements that ran, in order
 * @param toolVersion the Ebb that applied it
 */
public record Recorded(
    String name,
    List<MigrationId> parents,
    Set<Flag> flags,
    String upChecksum,
    String downChecksum,
    List<String> upStatements,
    String toolVersion) {

  public Recorded {
    parents = List.copyOf(parents);
    flags = Set.copyOf(flags);
    upStatements = List.copyOf(upStatements);
  }
}
