/**
 * Sets a database right: what the script would destroy and what is in its way, weighed on the
 * database itself; tried on a copy without its data; then run in one transaction that only commits
 * if the result is the wanted one.
 *
 * <p>May use: catalog, db, describe, event, fault, fix, graph, introspect, keep, ledger, rows, run,
 * shadow, sql.
 */
@NullMarked
package dev.ebb.amend;

import org.jspecify.annotations.NullMarked;
