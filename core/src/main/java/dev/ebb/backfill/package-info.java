/**
 * Runs out-of-band migrations to their end, in either direction: batches sized by time, by any
 * number of workers, each with the record of how far it is in its own transaction; polite to those
 * who use the database meanwhile.
 *
 * <p>May use: db, fault, graph, outofband, run, sql, version.
 */
@NullMarked
package dev.ebb.backfill;

import org.jspecify.annotations.NullMarked;
