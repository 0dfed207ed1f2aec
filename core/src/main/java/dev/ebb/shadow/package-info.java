/**
 * Scratch databases: migrations are replayed in them, and what a step does is observed there
 * instead of guessed from its text.
 *
 * <p>May use: catalog, db, embedded, event, exec, fault, graph, introspect, ledger, run, sql.
 */
@NullMarked
package dev.ebb.shadow;

import org.jspecify.annotations.NullMarked;
