/**
 * Helps a person settle what no run could: finds out what became of unfinished migrations, and
 * writes into the ledger what was decided.
 *
 * <p>May use: db, event, fault, graph, ledger, probe, run, sql.
 */
@NullMarked
package dev.ebb.repair;

import org.jspecify.annotations.NullMarked;
