package dev.ebb.drift;

import dev.ebb.catalog.Catalog;
import dev.ebb.graph.MigrationId;

/**
 * What running one migration up and down again made of a shadow.
 *
 * @param migration which
 * @param title its id and name
 * @param before the objects before it went up
 * @param after the objects after it came down
 */
public record Residue(MigrationId migration, String title, Catalog before, Catalog after) {}
