package dev.ebb.lint;

import dev.ebb.event.EventSink;
import dev.ebb.graph.SchemaName;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.rehearse.Surroundings;
import dev.ebb.run.Cancellation;
import dev.ebb.shadow.Likeness;
import dev.ebb.shadow.Replay;
import dev.ebb.shadow.ShadowPlace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where and by what rules migrations are looked at. Immutable.
 *
 * @param place where scratch databases are made
 * @param likeness what they have in common with the real database
 * @param schema the schema
 * @param versionTable its version table
 * @param rules how bad it is to break which
 * @param real the sizes of the real tables, if they count
 */
public record LintSetting(
    ShadowPlace place,
    Likeness likeness,
    SchemaName schema,
    String versionTable,
    RuleSet rules,
    Optional<Surroundings> real) {

  Replay.Settings replay() {
    return new Replay.Settings(
        schema,
        versionTable,
        new CatalogReader(List.of(versionTable)),
        Duration.ofMinutes(2),
        EventSink.NONE,
        new Cancellation());
  }
}
