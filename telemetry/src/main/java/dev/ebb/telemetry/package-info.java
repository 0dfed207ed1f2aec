/**
 * Traces and metrics of commands, told to a collector by OpenTelemetry. Loaded only if the standard
 * variables ask for it; nothing that fails here fails or delays a command.
 *
 * <p>May use: event, graph.
 */
@NullMarked
package dev.ebb.telemetry;

import org.jspecify.annotations.NullMarked;
