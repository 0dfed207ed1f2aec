package dev.ebb.drift;

import dev.ebb.catalog.Catalog;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Step;

/**
 * What running one migration up and down again made of a shadow.
 *
 * @param migration which
 * @param title its id and name
 * @param origin where the script came from that took it back
 * @param before the objects before it went up
 * @param after the objects after it came down
 */
public record Residue(
    MigrationId migration, String title, Step.Origin origin, Catalog before, Catalog after) {}
