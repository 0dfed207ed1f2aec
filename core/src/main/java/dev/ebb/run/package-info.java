/**
 * Executes the steps of a plan under the lock: each in one transaction with its row of the ledger,
 * or, where PostgreSQL cannot, statement by statement so that an interruption can be mended.
 *
 * <p>May use: db, event, fault, graph, ledger, locks, probe, sql.
 */
@NullMarked
package dev.ebb.run;

import org.jspecify.annotations.NullMarked;
