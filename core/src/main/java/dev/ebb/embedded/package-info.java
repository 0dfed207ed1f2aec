/**
 * Starts and stops a PostgreSQL of our own, from binaries on the class path.
 *
 * <p>May use: exec, fault.
 */
@NullMarked
package dev.ebb.embedded;

import org.jspecify.annotations.NullMarked;
