/**
 * The command {@code lint}: which rules migrations break, as text, JSON and annotations of GitHub.
 *
 * <p>May use: cli.args, cli.checking, cli.invocation, cli.render, cli.terminal, db, ebb, fault,
 * graph, lint, rehearse, source, sql.
 */
@NullMarked
package dev.ebb.cli.linting;

import org.jspecify.annotations.NullMarked;
