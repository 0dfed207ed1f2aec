/**
 * The command {@code compat}: whether a release gets on with the new schema, as text and as JSON.
 *
 * <p>May use: cli.args, cli.invocation, cli.render, cli.terminal, compat, db, ebb, exec, fault,
 * git, graph, shadow, source.
 */
@NullMarked
package dev.ebb.cli.compatibility;

import org.jspecify.annotations.NullMarked;
