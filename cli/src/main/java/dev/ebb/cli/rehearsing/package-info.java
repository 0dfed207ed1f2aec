/**
 * The command {@code rehearse}: what a run would do to those who use the database meanwhile, as
 * text and as JSON.
 *
 * <p>May use: catalog, cli.args, cli.checking, cli.invocation, cli.releases, cli.render,
 * cli.terminal, db, ebb, event, fault, graph, loss, outofband, passage, rehearse, release, shadow,
 * source, sql, version.
 */
@NullMarked
package dev.ebb.cli.rehearsing;

import org.jspecify.annotations.NullMarked;
