/**
 * The next migration that takes back what bad ones did: computed from two catalogs, made safe where
 * they never ran, and proven on shadows before anybody sees it.
 *
 * <p>May use: catalog, db, fault, fix, graph, introspect, loss, proof, rows, shadow, source, sql.
 */
@NullMarked
package dev.ebb.forward;

import org.jspecify.annotations.NullMarked;
