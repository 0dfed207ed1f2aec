package dev.ebb.probe;

/**
 * An index as the catalog has it.
 *
 * @param name qualified where needed, and quoted, ready for SQL
 * @param valid whether queries may use it
 * @param beingBuilt whether somebody is building it at this moment
 */
public record IndexFound(String name, boolean valid, boolean beingBuilt) {}
