/**
 * The library: what a program does with Ebb, and the only place that wires the parts together.
 *
 * <p>May use: amend, audit, catalog, db, describe, drift, event, exec, fault, graph, introspect,
 * keep, ledger, locks, loss, rehearse, repair, restore.swap, run, shadow, source, sql.
 */
@NullMarked
package dev.ebb;

import org.jspecify.annotations.NullMarked;
