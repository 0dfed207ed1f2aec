/**
 * Brings all databases of an application from one release to another, schemas and data by turns;
 * goes on where it was interrupted.
 *
 * <p>May use: catalog, db, drift, ebb, fault, graph, keep, loss, outofband, rehearse, release, run,
 * source, sql, version.
 */
@NullMarked
package dev.ebb.passage;

import org.jspecify.annotations.NullMarked;
