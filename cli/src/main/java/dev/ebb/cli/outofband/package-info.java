/**
 * The commands for out-of-band migrations: run them, watch them, pause them, help with them.
 *
 * <p>May use: audit, backfill, cli.args, cli.invocation, cli.render, cli.terminal, db, ebb, fault,
 * graph, outofband, run, source, version.
 */
@NullMarked
package dev.ebb.cli.outofband;

import org.jspecify.annotations.NullMarked;
