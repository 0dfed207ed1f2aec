/**
 * The command {@code checklist}: what is to be done before and after a rollback, each item checked
 * where Ebb can, the others named as open.
 *
 * <p>May use: audit, cli.args, cli.drift, cli.invocation, cli.render, cli.restoring, cli.terminal,
 * db, drift, ebb, event, exec, fault, graph, ledger, locks, restore, restore.swap, source.
 */
@NullMarked
package dev.ebb.cli.checklist;

import org.jspecify.annotations.NullMarked;
