/**
 * Why Ebb refuses or fails, and what to do then: a code, what happened, the remedy, the exit
 * status.
 *
 * <p>May use: nothing.
 */
@NullMarked
package dev.ebb.fault;

import org.jspecify.annotations.NullMarked;
