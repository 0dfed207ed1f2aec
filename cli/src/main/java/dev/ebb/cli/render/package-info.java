/**
 * Turns values into what is printed: text for people, JSON for programs. Knows no command.
 *
 * <p>May use: cli.terminal, fault.
 */
@NullMarked
package dev.ebb.cli.render;

import org.jspecify.annotations.NullMarked;
