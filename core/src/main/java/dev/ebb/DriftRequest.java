package dev.ebb;

import dev.ebb.drift.AllowList;
import dev.ebb.graph.SchemaName;
import dev.ebb.shadow.CatalogCache;
import dev.ebb.shadow.ShadowChoice;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What to look for when a database is held against what its migrations give.
 *
 * @param schema any schema of that database; other schemas of the project that are in the same
 *     database are expected there as well
 * @param expectation what to hold it against
 * @param shadow where to replay
 * @param allowed what may differ
 * @param cache where replayed catalogs are kept, if anywhere
 * @param today decides which entries of the list still count
 */
public record DriftRequest(
    SchemaName schema,
    Expectation expectation,
    ShadowChoice shadow,
    AllowList allowed,
    Optional<CatalogCache> cache,
    LocalDate today) {}
