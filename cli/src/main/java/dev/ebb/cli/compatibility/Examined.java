package dev.ebb.cli.compatibility;

import dev.ebb.compat.Compared;
import dev.ebb.compat.Outcome;
import dev.ebb.compat.Recording;
import dev.ebb.graph.SchemaName;
import java.util.List;

/**
 * A schema, and what becomes of the statements of the old application.
 *
 * @param recording what there was to look at
 */
record Examined(SchemaName schema, Recording recording, List<Compared> compared) {
  Examined {
    compared = List.copyOf(compared);
  }

  long count(Class<? extends Outcome> sort) {
    return compared.stream().filter(c -> sort.isInstance(c.outcome())).count();
  }

  boolean breaks() {
    return compared.stream().anyMatch(Compared::breaks);
  }
}
