package dev.ebb.passage;

import dev.ebb.DriftRequest;
import dev.ebb.Expectation;
import dev.ebb.db.Connector;
import dev.ebb.graph.SchemaName;
import dev.ebb.keep.LossPolicy;
import dev.ebb.release.Releases;
import dev.ebb.run.RunOptions;
import dev.ebb.source.SchemaConfig;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What somebody wants: from which release to which, and how.
 *
 * @param releases those that are known, stitched together
 * @param schemas the schemas to move; the database of the first remembers the passage
 * @param intent where to
 * @param waivers what is done without
 * @param policy what becomes of data that is destroyed
 * @param options how patient runs are
 * @param ways how to reach databases, and what to hold them against
 */
public record PassageRequest(
    Releases releases,
    List<SchemaConfig> schemas,
    Intent intent,
    Set<Waiver> waivers,
    LossPolicy policy,
    RunOptions options,
    Ways ways) {
  public PassageRequest {
    schemas = List.copyOf(schemas);
    waivers = Set.copyOf(waivers);
  }

  /**
   * The ways to databases.
   *
   * @param connectors by schema
   * @param drift how a schema's database is held against something
   */
  public record Ways(
      Function<SchemaConfig, Connector> connectors,
      BiFunction<SchemaName, Expectation, DriftRequest> drift) {}

  /** The database that remembers. */
  SchemaConfig home() {
    return schemas.getFirst();
  }
}
