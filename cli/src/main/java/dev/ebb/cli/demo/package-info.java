/**
 * The demonstration: a story told by real commands on a throw-away server.
 *
 * <p>May use: catalog, cli.args, cli.checking, cli.invocation, cli.render, cli.terminal, db,
 * embedded, fault, graph, introspect, source, sql.
 */
@NullMarked
package dev.ebb.cli.demo;

import org.jspecify.annotations.NullMarked;
