/**
 * The command {@code ebb}: arguments in, text or JSON out, an exit status. The only package that
 * writes to the terminal.
 *
 * <p>May use: nothing.
 */
@NullMarked
package dev.ebb.cli;

import org.jspecify.annotations.NullMarked;
