package dev.ebb.outofband;

import dev.ebb.graph.SchemaName;
import dev.ebb.version.Version;
import java.util.Optional;

/**
 * An out-of-band migration as its author declares it: a data migration in batches, with progress,
 * that belongs to a span of releases. Immutable.
 *
 * @param id its number
 * @param slug what follows the number in the name of its folder; may be empty
 * @param folder where it was declared, relative to the project
 * @param schema the schema whose database it works in
 * @param team who answers for it; the component if it says nothing
 * @param component what it belongs to, for people
 * @param description what it does, for people, in one line
 * @param introduced the first release that knows it: from there on it may run
 * @param deprecated the first release that relies on it: before a database gets there it must be
 *     complete; absent as long as none does
 * @param wayBack what taking it back takes
 * @param work what it does
 * @param policy how gently
 */
public record Declaration(
    OutOfBandId id,
    String slug,
    String folder,
    SchemaName schema,
    String team,
    String component,
    String description,
    Version introduced,
    Optional<Version> deprecated,
    WayBack wayBack,
    Work work,
    BatchPolicy policy) {}
