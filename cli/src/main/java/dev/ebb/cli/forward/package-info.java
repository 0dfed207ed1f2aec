/**
 * The commands that write the next migration which takes bad ones back: {@code forward-fix} and
 * {@code revert}.
 *
 * <p>May use: cli.args, cli.checking, cli.invocation, cli.render, cli.terminal, ebb, fault,
 * forward, graph, proof, source, sql.
 */
@NullMarked
package dev.ebb.cli.forward;

import org.jspecify.annotations.NullMarked;
