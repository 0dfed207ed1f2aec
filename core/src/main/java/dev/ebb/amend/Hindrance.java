package dev.ebb.amend;

import dev.ebb.fix.Precheck;

/**
 * Rows that are in the way now, so that the script would fail.
 *
 * @param rows how many there are, or the most that were counted
 */
public record Hindrance(Precheck precheck, long rows) {}
