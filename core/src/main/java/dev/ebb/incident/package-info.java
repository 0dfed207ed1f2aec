/**
 * Looks around in a database that is in trouble, and puts together all that advice rests on.
 * Changes nothing.
 *
 * <p>May use: advice, db, drill, ebb, fault, graph, keep, ledger, locks, loss, restore,
 * restore.swap, source.
 */
@NullMarked
package dev.ebb.incident;

import org.jspecify.annotations.NullMarked;
