/**
 * The commands, one class each: what it understands, what it does, how its result looks.
 *
 * <p>May use: audit, catalog, cli.args, cli.checking, cli.completion, cli.demo, cli.invocation,
 * cli.notifying, cli.picture, cli.progress, cli.proving, cli.releases, cli.render, cli.restoring,
 * cli.terminal, db, describe, ebb, event, fault, fix, git, graph, introspect, keep, ledger, locks,
 * loss, release, repair, run, source, version.
 */
@NullMarked
package dev.ebb.cli.command;

import org.jspecify.annotations.NullMarked;
