/**
 * Turns values into what is printed: text for people, JSON for programs. Knows no command.
 *
 * <p>May use: catalog, cli.terminal, ebb, fault, graph, keep, ledger, loss, probe, repair, run,
 * source, sql.
 */
@NullMarked
package dev.ebb.cli.render;

import org.jspecify.annotations.NullMarked;
