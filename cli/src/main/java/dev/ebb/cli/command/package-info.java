/**
 * The commands, one class each: what it understands, what it does, how its result looks.
 *
 * <p>May use: cli.args, cli.invocation, cli.render, cli.terminal, fault, git, graph, source.
 */
@NullMarked
package dev.ebb.cli.command;

import org.jspecify.annotations.NullMarked;
