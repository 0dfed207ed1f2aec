/**
 * Whether an application that was written for one schema gets on with another: its statements
 * prepared on both, its tests run on the new one.
 *
 * <p>May use: catalog, db, event, exec, fault, graph, introspect, run, shadow, sql.
 */
@NullMarked
package dev.ebb.compat;

import org.jspecify.annotations.NullMarked;
