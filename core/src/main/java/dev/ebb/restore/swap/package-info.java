/**
 * Databases as wholes on one server: what is in one, who is in it, what the server keeps about it,
 * copying it, and putting another in its place in one transaction.
 *
 * <p>May use: audit, catalog, db, fault, graph, introspect, ledger, restore, sql.
 */
@NullMarked
package dev.ebb.restore.swap;

import org.jspecify.annotations.NullMarked;
