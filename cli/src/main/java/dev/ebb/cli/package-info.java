/**
 * The command {@code ebb}: finds the command that is meant, calls it, shows what went wrong, ends
 * with an exit status.
 *
 * <p>May use: cli.advising, cli.args, cli.auditing, cli.checklist, cli.command, cli.compatibility,
 * cli.drift, cli.drilling, cli.forward, cli.invocation, cli.linting, cli.outofband, cli.proving,
 * cli.rehearsing, cli.releases, cli.render, cli.restoring, cli.terminal, event, fault, run, source.
 */
@NullMarked
package dev.ebb.cli;

import org.jspecify.annotations.NullMarked;
