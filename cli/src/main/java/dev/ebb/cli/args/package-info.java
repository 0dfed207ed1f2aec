/**
 * The words after a command's name: options declared as data, read from the command line, and
 * explained in help. Knows nothing of what the commands do.
 *
 * <p>May use: fault.
 */
@NullMarked
package dev.ebb.cli.args;

import org.jspecify.annotations.NullMarked;
