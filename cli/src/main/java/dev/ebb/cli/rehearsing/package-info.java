/**
 * The command {@code rehearse}: what a run would do to those who use the database meanwhile, as
 * text and as JSON.
 *
 * <p>May use: catalog, cli.args, cli.checking, cli.invocation, cli.render, cli.terminal, db, ebb,
 * event, fault, graph, loss, rehearse, shadow, source, sql.
 */
@NullMarked
package dev.ebb.cli.rehearsing;

import org.jspecify.annotations.NullMarked;
