/**
 * Rules for migrations in both directions, on what they were seen to do on a shadow and not on how
 * they are written; and what somebody agreed to in the scripts themselves.
 *
 * <p>May use: catalog, event, fault, graph, introspect, rehearse, run, shadow, source, sql.
 */
@NullMarked
package dev.ebb.lint;

import org.jspecify.annotations.NullMarked;
