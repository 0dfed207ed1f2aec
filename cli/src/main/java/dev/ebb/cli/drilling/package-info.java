/**
 * The command {@code drill}: every way back practised on a throw-away copy by the commands that a
 * person would type, verified, timed, and reported.
 *
 * <p>May use: cli.args, cli.checking, cli.invocation, cli.render, cli.terminal, db, describe,
 * drill, ebb, embedded, event, exec, fault, graph, restore, restore.branch, restore.snapshot,
 * restore.swap, rows, run, source, sql.
 */
@NullMarked
package dev.ebb.cli.drilling;

import org.jspecify.annotations.NullMarked;
