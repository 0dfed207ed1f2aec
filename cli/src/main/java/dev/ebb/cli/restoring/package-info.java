/**
 * The commands around restore points: branches and what else can take the place of a database.
 *
 * <p>May use: audit, catalog, cli.args, cli.invocation, cli.render, cli.terminal, db, ebb, event,
 * exec, fault, graph, restore, restore.branch, restore.pitr, restore.remote, restore.snapshot,
 * restore.swap, source.
 */
@NullMarked
package dev.ebb.cli.restoring;

import org.jspecify.annotations.NullMarked;
