/**
 * Calls to the interface of a provider over HTTP: JSON both ways, a secret that is shown to nobody,
 * repeated as far as that is safe, and every failure in words.
 *
 * <p>May use: fault.
 */
@NullMarked
package dev.ebb.cloud.wire;

import org.jspecify.annotations.NullMarked;
