/**
 * The command {@code compat}: whether a release gets on with the new schema, as text and as JSON.
 *
 * <p>May use: cli.args, cli.checking, cli.invocation, cli.render, cli.terminal, compat, db, ebb,
 * exec, fault, graph, source.
 */
@NullMarked
package dev.ebb.cli.compatibility;

import org.jspecify.annotations.NullMarked;
