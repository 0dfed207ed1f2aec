package dev.ebb.release;

import dev.ebb.graph.Graph;
import dev.ebb.graph.MigrationId;
import dev.ebb.source.SchemaConfig;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that any release had of one schema.
 *
 * @param config what the newest release that has it says of it
 * @param graph every migration of every release, none of them squashed unless no release here has
 *     what it was squashed from
 * @param squashed the migrations that stood, in some release, for themselves and all before them:
 *     in a database in which one of these was the first to be applied, all before it are in effect
 */
public record StitchedSchema(SchemaConfig config, Graph graph, Set<MigrationId> squashed) {
  public StitchedSchema {
    squashed = Collections.unmodifiableSet(new TreeSet<>(squashed));
  }
}
