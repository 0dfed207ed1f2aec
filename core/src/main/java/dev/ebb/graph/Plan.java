package dev.ebb.graph;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What has to run, in order, to bring a schema to a target, made for one state of the ledger.
 *
 * @param schema the schema
 * @param target where it is to go
 * @param steps in the order of running; empty if there is nothing to do
 * @param remarks what a person should know before it runs
 * @param ledgerRow the newest row of the ledger when this was planned
 */
public record Plan(
    SchemaName schema, Target target, List<Step> steps, List<Remark> remarks, long ledgerRow) {

  public Plan {
    steps = List.copyOf(steps);
    remarks = List.copyOf(remarks);
  }

  /** Whether the other plan has every step of this one, running the same statements. */
  public boolean isPartOf(Plan other) {
    Set<String> shown = other.steps.stream().map(Step::fingerprint).collect(Collectors.toSet());
    return steps.stream().map(Step::fingerprint).allMatch(shown::contains);
  }

  /** Something about a plan that a person should know. */
  public sealed interface Remark {
    /** The migrations it is about, ascending. */
    List<MigrationId> ids();

    /** The project no longer has these; the way back stored in the database is used. */
    record UsesStored(List<MigrationId> ids) implements Remark {}

    /** Project and database have different ways back for these; the one that runs is named. */
    record WaysDiffer(List<MigrationId> ids, Step.Origin used) implements Remark {}

    /**
     * Applied migrations of which nobody knows a way back; older than the project's root, so they
     * stay as they are.
     */
    record BeforeTheRoot(List<MigrationId> ids) implements Remark {}

    /** Applied migrations that the project does not know: the database is ahead of the code. */
    record Ahead(List<MigrationId> ids) implements Remark {}
  }
}
