package dev.ebb.source;

import dev.ebb.fault.Problem;
import dev.ebb.graph.Graph;
import java.util.List;

/**
 * The migrations of one schema, found in order.
 *
 * @param schema whose they are
 * @param graph all of them; exactly one root unless there are none
 * @param notices what their author should know and what stops nothing, sorted by place
 */
public record Definitions(SchemaConfig schema, Graph graph, List<Problem> notices) {
  public Definitions {
    notices = List.copyOf(notices);
  }
}
