/**
 * Releases as data: what migrations each had, stitched into one graph; kept in one file.
 *
 * <p>May use: describe, fault, graph, source, sql, version, yaml.
 */
@NullMarked
package dev.ebb.release;

import org.jspecify.annotations.NullMarked;
