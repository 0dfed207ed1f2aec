/**
 * The command {@code prove}, and its results as text, JSON, JUnit XML and annotations of GitHub.
 *
 * <p>May use: catalog, cli.args, cli.checking, cli.invocation, cli.render, cli.terminal, dump, ebb,
 * event, exec, fault, graph, proof, source, sql, yaml.
 */
@NullMarked
package dev.ebb.cli.proving;

import org.jspecify.annotations.NullMarked;
