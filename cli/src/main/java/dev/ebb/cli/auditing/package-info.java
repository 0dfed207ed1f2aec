/**
 * The command {@code audit}: the record of what was changed, shown, verified and exported.
 *
 * <p>May use: audit, cli.args, cli.invocation, cli.render, cli.terminal, db, ebb, fault, graph,
 * source.
 */
@NullMarked
package dev.ebb.cli.auditing;

import org.jspecify.annotations.NullMarked;
