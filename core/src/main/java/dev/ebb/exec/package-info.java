/**
 * Runs another program: arguments, environment, deadline, captured output.
 *
 * <p>May use: nothing.
 */
@NullMarked
package dev.ebb.exec;

import org.jspecify.annotations.NullMarked;
