/**
 * Keeps what a migration would destroy, in the namespace {@code ebb_keep} of the same database and
 * in the same transaction, and gives it back when the opposite direction has run.
 *
 * <p>May use: db, event, fault, graph, keep.table, ledger, loss, run, sql.
 */
@NullMarked
package dev.ebb.keep;

import org.jspecify.annotations.NullMarked;
