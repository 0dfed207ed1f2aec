/**
 * What a restore point is, what a method of going back promises, what it would lose, and whether
 * what came back is what was there. Pure: values and one contract.
 *
 * <p>May use: catalog, fault, graph, sql.
 */
@NullMarked
package dev.ebb.restore;

import org.jspecify.annotations.NullMarked;
