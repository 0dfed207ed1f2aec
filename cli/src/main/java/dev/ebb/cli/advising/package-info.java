/**
 * The command {@code rollback}: every way out of trouble in an order, and the chosen one done.
 *
 * <p>May use: advice, cli.args, cli.invocation, cli.render, cli.restoring, cli.terminal, drill,
 * ebb, event, fault, graph, incident, restore, source.
 */
@NullMarked
package dev.ebb.cli.advising;

import org.jspecify.annotations.NullMarked;
