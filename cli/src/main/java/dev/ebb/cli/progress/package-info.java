/**
 * Shows what happens while it happens: a moving bar where somebody watches, plain lines elsewhere.
 *
 * <p>May use: cli.render, cli.terminal, event, graph.
 */
@NullMarked
package dev.ebb.cli.progress;

import org.jspecify.annotations.NullMarked;
