/**
 * Tells others how a run goes: webhooks while it runs, and figures for Prometheus when it has
 * ended. Loaded only if somebody asked for it; nothing that fails here fails a run.
 *
 * <p>May use: cli.args, cli.invocation, cli.render, cli.terminal, event, fault, graph, run, source.
 */
@NullMarked
package dev.ebb.cli.notifying;

import org.jspecify.annotations.NullMarked;
