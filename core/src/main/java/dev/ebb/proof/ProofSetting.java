package dev.ebb.proof;

import dev.ebb.dump.DumpedRows;
import dev.ebb.event.EventSink;
import dev.ebb.graph.SchemaName;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.run.Cancellation;
import dev.ebb.shadow.Likeness;
import dev.ebb.shadow.Replay;
import dev.ebb.shadow.ShadowPlace;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where and how proofs are made. Immutable.
 *
 * @param place where shadows are made
 * @param likeness what they have in common with the real database
 * @param schema the schema whose migrations are proven
 * @param versionTable its version table
 * @param seed decides which rows are made up
 * @param limit how long one script may take on a shadow
 * @param sections how many parts of the chain are worked on at once; at least 1
 * @param data rows that the tables get before any are made up; null if there are none
 */
public record ProofSetting(
    ShadowPlace place,
    Likeness likeness,
    SchemaName schema,
    String versionTable,
    long seed,
    Duration limit,
    int sections,
    @Nullable DumpedRows data) {

  /** On a server of our own, with up to two parts at once, two minutes a script. */
  public static ProofSetting of(
      ShadowPlace place, Likeness likeness, SchemaName schema, String versionTable) {
    int sections = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 2);
    return new ProofSetting(
        place, likeness, schema, versionTable, 1, Duration.ofMinutes(2), sections, null);
  }

  /** The same with rows that the tables get before any are made up. */
  public ProofSetting data(DumpedRows rows) {
    return new ProofSetting(place, likeness, schema, versionTable, seed, limit, sections, rows);
  }

  Replay.Settings replay() {
    return new Replay.Settings(
        schema,
        versionTable,
        new CatalogReader(List.of(versionTable)),
        limit,
        EventSink.NONE,
        new Cancellation());
  }
}
