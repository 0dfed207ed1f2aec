/**
 * The command that holds databases against their migrations, and how it tells what it found.
 *
 * <p>May use: catalog, cli.args, cli.invocation, cli.render, cli.terminal, db, describe, drift,
 * ebb, event, fault, fix, git, graph, shadow, source, sql.
 */
@NullMarked
package dev.ebb.cli.drift;

import org.jspecify.annotations.NullMarked;
