/**
 * The command that holds databases against their migrations and sets them right, and how it tells
 * what it found.
 *
 * <p>May use: amend, catalog, cli.args, cli.checking, cli.invocation, cli.progress, cli.render,
 * cli.terminal, db, describe, drift, ebb, event, fault, fix, graph, keep, release, shadow, source,
 * sql, version.
 */
@NullMarked
package dev.ebb.cli.drift;

import org.jspecify.annotations.NullMarked;
