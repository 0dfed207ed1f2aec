/**
 * What a command is, and what one call of it has to work with: arguments, terminal, project,
 * connections.
 *
 * <p>May use: audit, cli.args, cli.render, cli.terminal, db, ebb, embedded, event, fault, git,
 * graph, keep, locks, loss, release, restore.swap, run, source, sql, version.
 */
@NullMarked
package dev.ebb.cli.invocation;

import org.jspecify.annotations.NullMarked;
