/**
 * What a change would destroy: from the text of its statements, and in rows and bytes of a live
 * database; and whether it would fail on the rows that are there today.
 *
 * <p>May use: db, graph, sql.
 */
@NullMarked
package dev.ebb.loss;

import org.jspecify.annotations.NullMarked;
