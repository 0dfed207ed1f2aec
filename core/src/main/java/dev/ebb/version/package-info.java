/**
 * Versions of an application, in order, and which may follow which. Pure.
 *
 * <p>May use: fault.
 */
@NullMarked
package dev.ebb.version;

import org.jspecify.annotations.NullMarked;
