/**
 * Whether migrations can be taken back: each is run up, down and up again on a shadow with rows in
 * it, and what is there before and after is compared.
 *
 * <p>May use: catalog, db, dump, event, fault, fix, graph, introspect, keep, loss, rows, run,
 * shadow, sql.
 */
@NullMarked
package dev.ebb.proof;

import org.jspecify.annotations.NullMarked;
