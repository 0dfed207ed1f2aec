/**
 * The commands about releases: which there are, all of them in one file, and from one to another.
 *
 * <p>May use: attest, audit, backfill, catalog, cli.args, cli.checking, cli.drift, cli.invocation,
 * cli.notifying, cli.outofband, cli.progress, cli.render, cli.restoring, cli.terminal, db, drift,
 * ebb, event, fault, graph, ledger, loss, outofband, passage, release, run, shadow, source,
 * version.
 */
@NullMarked
package dev.ebb.cli.releases;

import org.jspecify.annotations.NullMarked;
