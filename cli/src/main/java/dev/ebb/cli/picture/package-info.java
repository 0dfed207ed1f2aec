/**
 * Draws the migrations of schemas: as dot, as mermaid, and as an SVG with a layout of our own.
 * Pure.
 *
 * <p>May use: graph, sql.
 */
@NullMarked
package dev.ebb.cli.picture;

import org.jspecify.annotations.NullMarked;
