/**
 * The commands about releases: which there are, all of them in one file, and from one to another.
 *
 * <p>May use: catalog, cli.args, cli.drift, cli.invocation, cli.progress, cli.render, cli.terminal,
 * drift, ebb, fault, graph, loss, outofband, passage, release, run, source, version.
 */
@NullMarked
package dev.ebb.cli.releases;

import org.jspecify.annotations.NullMarked;
