/**
 * Practising the ways back: bad migrations written for real tables, what a database holds in short
 * sums, whether a way led back, and the reports of earlier drills.
 *
 * <p>May use: catalog, db, describe, fault, graph, introspect, ledger, restore, restore.swap, sql.
 */
@NullMarked
package dev.ebb.drill;

import org.jspecify.annotations.NullMarked;
