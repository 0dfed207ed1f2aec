/**
 * Migrations, their parents, and what has to run to reach a target. Pure: no file, no clock, no
 * database.
 *
 * <p>May use: fault, sql.
 */
@NullMarked
package dev.ebb.graph;

import org.jspecify.annotations.NullMarked;
