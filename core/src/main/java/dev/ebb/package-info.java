/**
 * The library: what a program does with Ebb, and the only place that wires the parts together.
 *
 * <p>May use: db, event, fault, graph, ledger, locks, repair, run, source, sql.
 */
@NullMarked
package dev.ebb;

import org.jspecify.annotations.NullMarked;
